namespace MgrPlatform.CephTool.Answers;

/// <summary>How much fits on the terminal, for commands that print tables again and again; a pipe is 80 wide and endless.</summary>
internal static class TerminalSize
{
    private const int DefaultColumns = 80;

    public static int Columns => Console.IsOutputRedirected ? DefaultColumns : Console.WindowWidth;

    /// <summary>Lines until a header has left the screen.</summary>
    public static int Rows => Console.IsOutputRedirected ? int.MaxValue : Math.Max(Console.WindowHeight - 3, 1);
}
