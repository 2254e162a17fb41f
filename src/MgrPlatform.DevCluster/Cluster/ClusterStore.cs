using System.Collections.Immutable;
using Microsoft.Data.Sqlite;

namespace MgrPlatform.DevCluster.Cluster;

/// <summary>Keeps options, keys and the enabled modules beyond a restart: what <see cref="Save"/> returned from is on the disk.</summary>
internal sealed class ClusterStore : IDisposable
{
    private readonly SqliteConnection _connection;

    public ClusterStore(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("The dev cluster runs where files have owners: Linux or macOS.");
        }

        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, "state.db");

        // Keys and passwords of modules are in it: nobody but the owner may read it, from its first byte on. Its journal takes over the mode.
        if (!File.Exists(path))
        {
            File.Open(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }).Dispose();
        }
        else
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
        Execute("PRAGMA journal_mode = WAL");
        Execute("PRAGMA synchronous = FULL");
        Execute("CREATE TABLE IF NOT EXISTS stored (kind INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID");
        Execute("CREATE TABLE IF NOT EXISTS identity (fsid TEXT NOT NULL)");
    }

    /// <summary>The cluster's id: <paramref name="first"/> at the first start, then what it was.</summary>
    public Guid Identity(Guid first)
    {
        using var read = _connection.CreateCommand();
        read.CommandText = "SELECT fsid FROM identity";
        if (read.ExecuteScalar() is string known)
        {
            return Guid.Parse(known);
        }

        using var write = _connection.CreateCommand();
        write.CommandText = "INSERT INTO identity VALUES ($fsid)";
        write.Parameters.AddWithValue("$fsid", first.ToString());
        write.ExecuteNonQuery();
        return first;
    }

    /// <summary>Whether nothing was ever stored here.</summary>
    public bool IsNew()
    {
        using var read = _connection.CreateCommand();
        read.CommandText = "SELECT count(*) FROM identity";
        return (long)read.ExecuteScalar()! == 0;
    }

    public ImmutableSortedDictionary<string, string> Load(StoredKind kind)
    {
        using var read = _connection.CreateCommand();
        read.CommandText = "SELECT key, value FROM stored WHERE kind = $kind";
        read.Parameters.AddWithValue("$kind", (int)kind);
        using var rows = read.ExecuteReader();
        var values = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        while (rows.Read())
        {
            values[rows.GetString(0)] = rows.GetString(1);
        }

        return values.ToImmutable();
    }

    /// <summary>All of them or none; many at once cost one flush.</summary>
    public void Save(IReadOnlyCollection<StoredValue> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        using var transaction = _connection.BeginTransaction();
        using var put = Prepare("INSERT OR REPLACE INTO stored VALUES ($kind, $key, $value)", transaction);
        using var remove = Prepare("DELETE FROM stored WHERE kind = $kind AND key = $key", transaction);
        foreach (var value in values)
        {
            var command = value.Value is null ? remove : put;
            command.Parameters["$kind"].Value = (int)value.Kind;
            command.Parameters["$key"].Value = value.Key;
            command.Parameters["$value"].Value = value.Value ?? "";
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    public void Dispose() => _connection.Dispose();

    private SqliteCommand Prepare(string text, SqliteTransaction transaction)
    {
        var command = _connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        command.Parameters.Add("$kind", SqliteType.Integer);
        command.Parameters.Add("$key", SqliteType.Text);
        command.Parameters.Add("$value", SqliteType.Text);
        return command;
    }

    private void Execute(string text)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
