using System.Text.Json.Nodes;

namespace MgrPlatform.Plugins.Rest.Requests;

/// <summary>Commands for the monitors, in order, and what has to be seen before the change counts as done.</summary>
/// <param name="Headline">What it does, in a few words.</param>
/// <param name="Commands">Command maps: <c>{"prefix": "osd pool create", …}</c>.</param>
/// <param name="ChangesOsdMap">Done only when our own copy of the OSD map is as new as the cluster's.</param>
/// <param name="CreatesPlacementGroups">Done only when no placement group is being created.</param>
internal sealed record ChangePlan(
    string Headline, IReadOnlyList<JsonObject> Commands, bool ChangesOsdMap = true, bool CreatesPlacementGroups = false);
