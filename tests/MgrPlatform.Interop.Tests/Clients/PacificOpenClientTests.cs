using MgrPlatform.Interop.Tests.Clusters;

namespace MgrPlatform.Interop.Tests.Clients;

[Collection(PacificOpenCollection.Name)]
public sealed class PacificOpenClientTests(PacificOpenFixture fixture) : ClientTests(fixture);
