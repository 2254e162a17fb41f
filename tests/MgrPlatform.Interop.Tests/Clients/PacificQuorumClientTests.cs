using MgrPlatform.Interop.Tests.Clusters;

namespace MgrPlatform.Interop.Tests.Clients;

[Collection(PacificQuorumCollection.Name)]
public sealed class PacificQuorumClientTests(PacificQuorumFixture fixture) : CephxClientTests(fixture);
