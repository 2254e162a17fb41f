namespace MgrPlatform.PluginSdk.ConformanceBroken;

public sealed class BrokenModule : MgrModule { private readonly int _text = int.Parse("does not load", System.Globalization.CultureInfo.InvariantCulture); public int Text => _text; }
