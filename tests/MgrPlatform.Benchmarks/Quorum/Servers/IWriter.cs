namespace MgrPlatform.Benchmarks.Quorum.Servers;

/// <summary>A client with a session of its own.</summary>
internal interface IWriter : IAsyncDisposable
{
    /// <summary>Done when the value is committed.</summary>
    /// <exception cref="InvalidOperationException">It was refused.</exception>
    Task PutAsync(string key, string value, CancellationToken cancellationToken);
}
