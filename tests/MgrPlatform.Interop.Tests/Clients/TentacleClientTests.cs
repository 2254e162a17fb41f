using MgrPlatform.Interop.Tests.Clusters;

namespace MgrPlatform.Interop.Tests.Clients;

[Collection(TentacleCollection.Name)]
public sealed class TentacleClientTests(TentacleFixture fixture) : CephxClientTests(fixture);
