namespace MgrPlatform.CephTool.Answers;

/// <summary>What becomes of a command's answer before it is printed.</summary>
public enum AnswerRendering
{
    AsIs,
    Yaml,
    Template,
}
