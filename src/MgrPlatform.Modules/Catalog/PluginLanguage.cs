namespace MgrPlatform.Modules.Catalog;

public enum PluginLanguage
{
    Python,
    JavaScript,
    DotNet,
}
