using MgrPlatform.Interop.Tests.Clusters;

namespace MgrPlatform.Interop.Tests.Clients;

[Collection(PacificCollection.Name)]
public sealed class PacificClientTests(PacificFixture fixture) : CephxClientTests(fixture);
