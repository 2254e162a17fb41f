using MgrPlatform.Wire.Maps.Quorum;
using Microsoft.Data.Sqlite;

namespace MgrPlatform.Monitor.Store;

/// <summary>
/// A store in a SQLite database: write-ahead log, synchronous=FULL. What is applied gathers in one transaction, which <see cref="Sync"/>
/// commits: a loss of power undoes all of it or nothing. The file is its owner's alone (0600), for keys are in it.
/// </summary>
public sealed class SqliteMonitorStore : IMonitorStore
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _get;
    private readonly SqliteCommand _put;
    private readonly SqliteCommand _erase;
    private readonly SqliteCommand _eraseRange;
    private SqliteTransaction? _open;

    private SqliteMonitorStore(string path)
    {
        _path = path;
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
        Execute("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA journal_size_limit=67108864;");
        Execute(
            "CREATE TABLE IF NOT EXISTS entries "
            + "(prefix TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (prefix, key)) WITHOUT ROWID;");
        _get = Prepare("SELECT value FROM entries WHERE prefix = $prefix AND key = $key", "$prefix", "$key");
        _put = Prepare(
            "INSERT INTO entries (prefix, key, value) VALUES ($prefix, $key, $value) "
            + "ON CONFLICT (prefix, key) DO UPDATE SET value = excluded.value",
            "$prefix",
            "$key",
            "$value");
        _erase = Prepare("DELETE FROM entries WHERE prefix = $prefix AND key = $key", "$prefix", "$key");
        _eraseRange = Prepare(
            "DELETE FROM entries WHERE prefix = $prefix AND key >= $key AND ($end = '' OR key < $end)", "$prefix", "$key", "$end");
    }

    /// <summary>Something was applied and is not durable yet.</summary>
    public bool HasUnsynced => _open is not null;

    /// <exception cref="MonitorStoreException">There is none, or it cannot be opened (another process has it).</exception>
    public static SqliteMonitorStore Open(string path) =>
        File.Exists(path)
            ? Guard(path, () => new SqliteMonitorStore(path))
            : throw new MonitorStoreException($"there is no store at {path}");

    /// <exception cref="MonitorStoreException">There is one already, or none can be made.</exception>
    public static SqliteMonitorStore Create(string path)
    {
        try
        {
            new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly })
                .Dispose();
        }
        catch (IOException error)
        {
            throw new MonitorStoreException($"no store can be made at {path}: {error.Message}", error);
        }

        return Guard(path, () => new SqliteMonitorStore(path));
    }

    public byte[]? Get(string prefix, string key) => Guard(_path, () =>
    {
        _get.Parameters[0].Value = prefix;
        _get.Parameters[1].Value = key;
        _get.Transaction = _open;
        return _get.ExecuteScalar() as byte[];
    });

    public IEnumerable<KeyValuePair<string, byte[]>> Read(string prefix, string from = "")
    {
        // In pieces: whoever reads may write in between, and a whole store need not fit into memory.
        const int piece = 256;
        var after = from;
        var inclusive = true;
        while (true)
        {
            var entries = ReadPiece(prefix, after, inclusive, piece);
            foreach (var entry in entries)
            {
                yield return entry;
            }

            if (entries.Count < piece)
            {
                yield break;
            }

            after = entries[^1].Key;
            inclusive = false;
        }
    }

    public IReadOnlyList<string> Prefixes() => Guard(_path, () =>
    {
        using var command = _connection.CreateCommand();
        command.Transaction = _open;
        command.CommandText = "SELECT DISTINCT prefix FROM entries ORDER BY prefix";
        using var reader = command.ExecuteReader();
        List<string> prefixes = [];
        while (reader.Read())
        {
            prefixes.Add(reader.GetString(0));
        }

        return prefixes;
    });

    public void Apply(MonitorTransaction transaction) => Guard(_path, () =>
    {
        _open ??= _connection.BeginTransaction();
        foreach (var operation in transaction.Operations)
        {
            Apply(operation);
        }

        return true;
    });

    public void Sync() => Guard(_path, () =>
    {
        _open?.Commit();
        _open?.Dispose();
        _open = null;
        return true;
    });

    public long Size() => new[] { _path, _path + "-wal" }.Where(File.Exists).Sum(static path => new FileInfo(path).Length);

    public void Dispose()
    {
        _open?.Dispose();
        _get.Dispose();
        _put.Dispose();
        _erase.Dispose();
        _eraseRange.Dispose();
        _connection.Dispose();
    }

    private static T Guard<T>(string path, Func<T> use)
    {
        try
        {
            return use();
        }
        catch (SqliteException error)
        {
            throw new MonitorStoreException($"the store at {path} failed: {error.Message}", error);
        }
    }

    private List<KeyValuePair<string, byte[]>> ReadPiece(string prefix, string after, bool inclusive, int limit) => Guard(_path, () =>
    {
        using var command = _connection.CreateCommand();
        command.Transaction = _open;
        command.CommandText = inclusive
            ? "SELECT key, value FROM entries WHERE prefix = $prefix AND key >= $after ORDER BY key LIMIT $limit"
            : "SELECT key, value FROM entries WHERE prefix = $prefix AND key > $after ORDER BY key LIMIT $limit";
        command.Parameters.AddWithValue("$prefix", prefix);
        command.Parameters.AddWithValue("$after", after);
        command.Parameters.AddWithValue("$limit", limit);
        using var reader = command.ExecuteReader();
        List<KeyValuePair<string, byte[]>> entries = [];
        while (reader.Read())
        {
            entries.Add(new(reader.GetString(0), (byte[])reader.GetValue(1)));
        }

        return entries;
    });

    private void Apply(StoreOperation operation)
    {
        switch (operation.Kind)
        {
            case StoreOperationKind.Put:
                Run(_put, operation.Prefix, operation.Key, operation.Value);
                break;
            case StoreOperationKind.Erase:
                Run(_erase, operation.Prefix, operation.Key);
                break;
            case StoreOperationKind.EraseRange:
                Run(_eraseRange, operation.Prefix, operation.Key, operation.EndKey);
                break;
            case StoreOperationKind.Compact:
                break; // SQLite reuses what is free by itself.
            default:
                throw new MonitorStoreException($"no store knows an operation of kind {operation.Kind}");
        }
    }

    private void Run(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        command.Transaction = _open;
        command.ExecuteNonQuery();
    }

    private SqliteCommand Prepare(string text, params ReadOnlySpan<string> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = text;
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = parameter });
        }

        return command;
    }

    private void Execute(string text)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
