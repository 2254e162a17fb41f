namespace MgrPlatform.Plugins.Rest.Server;

/// <summary>The server cannot listen with these options; the sentence says which to change.</summary>
internal sealed class UnusableSettingsException(string message) : Exception(message);
