using System.Collections.Immutable;
using MgrPlatform.Modules.Backend;

namespace MgrPlatform.DevCluster.Recording;

/// <summary>A counter and its reading in each moment, in the order of <see cref="RecordedMoment.All"/>.</summary>
internal sealed record RecordedCounter(CounterSchema Schema, ImmutableArray<CounterReading> Readings);
