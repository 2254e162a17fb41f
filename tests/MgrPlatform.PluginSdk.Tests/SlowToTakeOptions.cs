namespace MgrPlatform.PluginSdk.Tests;

/// <summary>A module whose option is taken only when the test says so.</summary>
internal sealed class SlowToTakeOptions : MgrModule
{
    private string _place = "world";

    public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [ModuleOption(Description = "A text")]
    public string Place
    {
        get => _place;
        private set
        {
            if (value == "moon")
            {
                Go.Task.GetAwaiter().GetResult();
            }

            _place = value;
        }
    }

    [ModuleCommand("place", Permission = "r", Description = "Answer with the place")]
    public string WherePlaced() => Place;
}
