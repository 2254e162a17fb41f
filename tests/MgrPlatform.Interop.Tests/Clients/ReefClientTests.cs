using MgrPlatform.Interop.Tests.Clusters;

namespace MgrPlatform.Interop.Tests.Clients;

[Collection(ReefCollection.Name)]
public sealed class ReefClientTests(ReefFixture fixture) : CephxClientTests(fixture);
