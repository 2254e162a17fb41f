using MgrPlatform.Interop.Tests.Clusters;

namespace MgrPlatform.Interop.Tests.Tool;

[Collection(PacificCollection.Name)]
public sealed class PacificSecureToolTests(PacificFixture fixture) : ToolTests(
    fixture, "ms_mon_client_mode = secure\nms_client_mode = secure");

[Collection(PacificCollection.Name)]
public sealed class PacificCrcToolTests(PacificFixture fixture) : ToolTests(fixture, "ms_mon_client_mode = crc\nms_client_mode = crc");

[Collection(PacificQuorumCollection.Name)]
public sealed class PacificQuorumToolTests(PacificQuorumFixture fixture) : ToolTests(fixture, "");

[Collection(PacificOpenCollection.Name)]
public sealed class PacificOpenToolTests(PacificOpenFixture fixture) : ToolTests(fixture, "");

[Collection(ReefCollection.Name)]
public sealed class ReefToolTests(ReefFixture fixture) : ToolTests(fixture, "");

[Collection(TentacleCollection.Name)]
public sealed class TentacleToolTests(TentacleFixture fixture) : ToolTests(fixture, "");
