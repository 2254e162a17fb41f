namespace MgrPlatform.Manager.Pg;

/// <summary>What became of an OSD's report.</summary>
/// <param name="Taken">Groups whose statistics are taken over with the next step.</param>
/// <param name="Dropped">
/// Groups that are not believed: of no pool, beyond its number, older than what is known, or of another primary.
/// </param>
public readonly record struct PgReportResult(int Taken, int Dropped)
{
    /// <summary>The reporter is not an OSD that is up: nothing was taken.</summary>
    public static readonly PgReportResult Refused = new(0, -1);

    public bool IsRefused => this == Refused;
}
