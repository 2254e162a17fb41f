using System.Text.Json;
using System.Text.Json.Nodes;
using MgrPlatform.PluginSdk;
using Microsoft.AspNetCore.Http;

namespace MgrPlatform.Plugins.Rest.Requests;

/// <summary>The requests that clients have made, running and past; carries them out. Bounded: the oldest complete ones are forgotten.</summary>
internal sealed class RequestLog(ModuleHost host, MapWatch watch)
{
    private const int MaxKept = 500;
    private const int MaxRunning = 50;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly LinkedList<UserRequest> _requests = new();
    private readonly HashSet<Task> _running = [];

    /// <summary>Newest first.</summary>
    public IReadOnlyList<UserRequest> List()
    {
        lock (_gate)
        {
            return [.. _requests];
        }
    }

    public UserRequest? Find(string id) => List().FirstOrDefault(request => request.Id == id);

    /// <summary>Starts a change and returns at once.</summary>
    /// <param name="stopping">Ends the wait, not the change, when the module stops.</param>
    public UserRequest Submit(ChangePlan plan, CancellationToken stopping)
    {
        var request = new UserRequest(plan.Headline, host.Time.GetUtcNow());
        lock (_gate)
        {
            if (_running.Count >= MaxRunning)
            {
                throw new ProblemException(
                    StatusCodes.Status503ServiceUnavailable, $"{MaxRunning} requests are running already; wait until some of them are complete");
            }

            _requests.AddFirst(request);
            while (_requests.Count > MaxKept && _requests.Last is { Value.IsComplete: true })
            {
                _requests.RemoveLast();
            }

            var task = RunAsync(request, plan, stopping);
            _running.Add(task);
            _ = task.ContinueWith(Ended, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        return request;
    }

    /// <summary>Waits for the requests that run; they were told to stop.</summary>
    public Task WhenIdleAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_running);
        }
    }

    private void Ended(Task task)
    {
        lock (_gate)
        {
            _running.Remove(task);
        }
    }

    private async Task RunAsync(UserRequest request, ChangePlan plan, CancellationToken stopping)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        string? error = null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(Limit);
        try
        {
            error = await CarryOutAsync(request, plan, limit.Token);
        }
        catch (OperationCanceledException)
        {
            error = stopping.IsCancellationRequested
                ? "the module was stopped before the cluster showed the change; it may still come"
                : $"the cluster did not show the change within {Limit.TotalMinutes} minutes; it may still come";
        }
        catch (ModuleCallException refused)
        {
            error = refused.Message;
        }

        request.Complete(error, host.Time.GetUtcNow());
    }

    private async Task<string?> CarryOutAsync(UserRequest request, ChangePlan plan, CancellationToken cancellationToken)
    {
        foreach (var command in plan.Commands)
        {
            request.Report($"running: {command["prefix"]}");
            var reply = await host.SendCommandAsync(CephTarget.Mon, (JsonObject)command.DeepClone(), cancellationToken);
            if (!reply.IsSuccess)
            {
                return reply.Status.Length > 0 ? reply.Status : $"{command["prefix"]} failed with {reply.Code}";
            }
        }

        if (plan.ChangesOsdMap)
        {
            var epoch = await NewestEpochAsync(cancellationToken);
            request.Report($"waiting for OSD map {epoch}");
            await UntilAsync("osd_map", map => Integer(map, "epoch") >= epoch, cancellationToken);
        }

        if (plan.CreatesPlacementGroups)
        {
            request.Report("waiting for placement groups to be created");
            await UntilAsync("pg_summary", static summary => !IsCreating(summary), cancellationToken);
        }

        return null;
    }

    private async Task<long> NewestEpochAsync(CancellationToken cancellationToken)
    {
        var reply = await host.SendCommandAsync(
            CephTarget.Mon, new JsonObject { ["prefix"] = "osd stat", ["format"] = "json" }, cancellationToken);
        if (!reply.IsSuccess)
        {
            throw new ModuleCallException(reply.Code, $"osd stat failed: {reply.Status}");
        }

        var stat = JsonElement.Parse(reply.Output);
        return stat.TryGetProperty("osdmap", out var nested) ? Integer(nested, "epoch") : Integer(stat, "epoch");
    }

    private async Task UntilAsync(string document, Func<JsonElement, bool> isSeen, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = watch.Next;
            if (await host.GetAsync(document, cancellationToken) is { } current && isSeen(current.Root))
            {
                return;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    private static bool IsCreating(JsonElement summary) =>
        summary.TryGetProperty("all", out var states)
        && states.EnumerateObject().Any(static state => state.Name.Contains("creating", StringComparison.Ordinal) && state.Value.GetInt64() > 0);

    private static long Integer(JsonElement map, string name) =>
        map.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : 0;
}
