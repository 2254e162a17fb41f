namespace MgrPlatform.Modules.Lifecycle;

/// <summary>Where a module is in its life; the diagram is in docs/ARCHITECTURE.md.</summary>
public enum ModuleState
{
    /// <summary>Found, and not looked at yet.</summary>
    Discovered,

    /// <summary>Its first runner is coming up.</summary>
    Starting,

    /// <summary>Loaded on a standby, which holds it back: in charge at once when the manager becomes active.</summary>
    Warm,

    /// <summary>Answers commands.</summary>
    Running,

    /// <summary>Finishes what it is answering, then ends.</summary>
    Draining,

    /// <summary>Ended because the host ends.</summary>
    Stopped,

    /// <summary>Failed a short while ago; is started again by itself.</summary>
    Backoff,

    /// <summary>Failed too often, or its code does not load; waits for a change or for <c>module reload</c>.</summary>
    Failed,

    /// <summary>Not wanted by the cluster.</summary>
    Disabled,

    /// <summary>Cannot run here: it says so itself, or its language's runtime is missing.</summary>
    Unsupported,
}
