using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using WaterWatch.Storage;
using WaterWatch.Storage.Sqlite;

namespace WaterWatch.Access;

/// <summary>
/// Users and tokens, in a file beside the log and not in it: the log has one writing process, whose commits acknowledge readings and must not wait for anybody, while users are changed by the
/// command line too, as the service runs; and whoever is handed a copy of the record is not to have anybody's password hash. Safe for any number of threads and processes.
/// </summary>
internal sealed class AccessStore : IDisposable
{
    public const string FileName = "users.db";
    private const int Version = 1;
    private const int SecretBytes = 32;

    /// <summary>By it people and scanners see what was left lying about.</summary>
    private const string SecretPrefix = "ww_";

    private const string Tables = """
        CREATE TABLE user (
            name TEXT PRIMARY KEY COLLATE NOCASE, role TEXT NOT NULL, password TEXT NOT NULL, stamp TEXT NOT NULL, created_at INTEGER NOT NULL, created_by TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE token (
            name TEXT PRIMARY KEY COLLATE NOCASE, role TEXT NOT NULL, hash BLOB NOT NULL UNIQUE, created_at INTEGER NOT NULL, created_by TEXT NOT NULL, expires_at INTEGER) WITHOUT ROWID;
        CREATE TABLE change (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, by TEXT NOT NULL, what TEXT NOT NULL);
        PRAGMA user_version=1;
        """;

    private const string UserColumns = "SELECT name, role, stamp, created_at, created_by, password FROM user";
    private const string TokenColumns = "SELECT name, role, created_at, created_by, expires_at FROM token";

    private readonly Lock _using = new();
    private readonly Connection _connection;
    private volatile bool _hasUsers;

    private AccessStore(Connection connection) => _connection = connection;

    /// <summary>Once there was a user there always is one: the last cannot be removed.</summary>
    public bool HasUsers => _hasUsers || (_hasUsers = Locked(() => _connection.Number("SELECT EXISTS (SELECT 1 FROM user)") == 1));

    /// <param name="directory">Made when it is not there.</param>
    /// <exception cref="StorageException">The file cannot be used, or a newer program wrote it.</exception>
    public static AccessStore Open(string directory)
    {
        var path = Path.Combine(directory, FileName);
        Prepare(directory, path);
        var connection = Connection.OpenWriting(path, "FULL");
        try
        {
            connection.Write(() => Upgrade(connection));
            return new AccessStore(connection);
        }
        catch (StorageException)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Whether a directory has a user, without making anything in it.</summary>
    public static bool HasUsersIn(string directory)
    {
        if (!File.Exists(Path.Combine(directory, FileName)))
        {
            return false;
        }

        using var store = Open(directory);
        return store.HasUsers;
    }

    public IReadOnlyList<User> Users() => Rows($"{UserColumns} ORDER BY name", null, UserOf);

    public User? FindUser(string name) => Rows($"{UserColumns} WHERE name = ?", name, UserOf).FirstOrDefault();

    /// <summary>The user of a name and a password; null for anything else, after as long a time.</summary>
    public User? FindUser(string name, string password)
    {
        var (user, hash) = Rows($"{UserColumns} WHERE name = ?", name, row => (UserOf(row), row.Text(5))).FirstOrDefault();
        return Passwords.IsRight(hash, password) ? user : null;
    }

    public IReadOnlyList<ApiToken> Tokens() => Rows($"{TokenColumns} ORDER BY name", null, TokenOf);

    /// <summary>The token of a secret, expired or not.</summary>
    public ApiToken? FindToken(string secret)
    {
        var hash = HashOf(secret);
        return Locked(() =>
        {
            using var row = _connection.Prepare($"{TokenColumns} WHERE hash = ?").Bind(1, hash.AsSpan());
            return row.Step() ? TokenOf(row) : null;
        });
    }

    /// <summary>What was done to users and tokens, oldest first.</summary>
    public IReadOnlyList<AccessChange> Changes() =>
        Rows("SELECT id, at, by, what FROM change ORDER BY id", null, row => new AccessChange(row.Int(0), At(row.Int(1)), row.Text(2), row.Text(3)));

    /// <param name="onlyAsFirst">Only while there is nobody else.</param>
    /// <returns>Null when it is done, or why not.</returns>
    public string? AddUser(string name, Role role, string password, string by, DateTimeOffset now, bool onlyAsFirst = false)
    {
        if ((AccessName.Fault(name) ?? Passwords.Fault(name, password)) is { } fault)
        {
            return fault;
        }

        var hash = Passwords.Hash(password);
        return Changed(by, now, $"user {name} added as {role.Word()}", () =>
        {
            if (onlyAsFirst && Count("SELECT count(*) FROM user") > 0)
            {
                return "There is a user already.";
            }

            if (IsTaken(name) is { } taken)
            {
                return taken;
            }

            Run("INSERT INTO user (name, role, password, stamp, created_at, created_by) VALUES (?, ?, ?, ?, ?, ?)", row => row
                .Bind(1, name).Bind(2, role.Word()).Bind(3, hash).Bind(4, NewStamp()).Bind(5, now.ToUnixTimeMilliseconds()).Bind(6, by));
            return null;
        });
    }

    /// <summary>Sessions of the user end.</summary>
    /// <inheritdoc cref="AddUser"/>
    public string? SetPassword(string name, string password, string by, DateTimeOffset now)
    {
        if (Passwords.Fault(name, password) is { } fault)
        {
            return fault;
        }

        var hash = Passwords.Hash(password);
        return Changed(by, now, $"password of {name} set", () =>
        {
            if (Count("SELECT count(*) FROM user WHERE name = ?", name) == 0)
            {
                return $"There is no user \"{name}\".";
            }

            Run("UPDATE user SET password = ?, stamp = ? WHERE name = ?", row => row.Bind(1, hash).Bind(2, NewStamp()).Bind(3, name));
            return null;
        });
    }

    /// <summary>Never the last user, with whom everything would be open again, nor the last admin.</summary>
    /// <inheritdoc cref="AddUser"/>
    public string? RemoveUser(string name, string by, DateTimeOffset now) => Changed(by, now, $"user {name} removed", () =>
    {
        if (Count("SELECT count(*) FROM user WHERE name = ?", name) == 0)
        {
            return $"There is no user \"{name}\".";
        }

        if (Count("SELECT count(*) FROM user WHERE name <> ?", name) == 0)
        {
            return $"{name} is the last user; add another one before.";
        }

        if (Count("SELECT count(*) FROM user WHERE name = ? AND role = 'admin'", name) == 1 && Count("SELECT count(*) FROM user WHERE name <> ? AND role = 'admin'", name) == 0)
        {
            return $"{name} is the last admin; add another one before.";
        }

        Run("DELETE FROM user WHERE name = ?", row => row.Bind(1, name));
        return null;
    });

    /// <param name="secret">To be shown once: only its hash is kept. Empty when it was refused.</param>
    /// <inheritdoc cref="AddUser"/>
    public string? AddToken(string name, Role role, DateTimeOffset? expiresAt, string by, DateTimeOffset now, out string secret)
    {
        secret = "";
        if (AccessName.Fault(name) is { } fault)
        {
            return fault;
        }

        if (expiresAt <= now)
        {
            return "A token ends in the future.";
        }

        var made = SecretPrefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var until = expiresAt is { } end ? $"until {Timeline.Instants.Format(end)}" : "without an end";
        var refusal = Changed(by, now, $"token {name} added as {role.Word()}, {until}", () =>
        {
            if (IsTaken(name) is { } taken)
            {
                return taken;
            }

            Run("INSERT INTO token (name, role, hash, created_at, created_by, expires_at) VALUES (?, ?, ?, ?, ?, ?)", row => row
                .Bind(1, name).Bind(2, role.Word()).Bind(3, HashOf(made).AsSpan()).Bind(4, now.ToUnixTimeMilliseconds()).Bind(5, by).Bind(6, expiresAt?.ToUnixTimeMilliseconds()));
            return null;
        });
        secret = refusal is null ? made : "";
        return refusal;
    }

    /// <inheritdoc cref="AddUser"/>
    public string? RemoveToken(string name, string by, DateTimeOffset now) => Changed(by, now, $"token {name} removed", () =>
    {
        if (Count("SELECT count(*) FROM token WHERE name = ?", name) == 0)
        {
            return $"There is no token \"{name}\".";
        }

        Run("DELETE FROM token WHERE name = ?", row => row.Bind(1, name));
        return null;
    });

    public void Dispose() => _connection.Dispose();

    private static void Prepare(string directory, string path)
    {
        try
        {
            Directory.CreateDirectory(directory);
            if (!OperatingSystem.IsWindows() && !File.Exists(path))
            {
                // For this user alone from the first moment; SQLite gives the files beside it the same mode.
                using var made = new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"{path} cannot be made ({failure.Message}); let this user write there, or choose another directory with --data DIR.", retryable: false, failure);
        }
    }

    private static void Upgrade(Connection connection)
    {
        var found = connection.Number("PRAGMA user_version");
        if (found > Version)
        {
            throw new StorageException($"{connection.Path}: written by a newer WaterWatch (version {found}; this one knows up to {Version}). Run that one, or one after it; nothing was changed.", retryable: false);
        }

        if (found == 0)
        {
            connection.Execute(Tables);
        }
    }

    /// <summary>On the timeline a name is one user or one token.</summary>
    private string? IsTaken(string name) =>
        Count("SELECT count(*) FROM user WHERE name = ?", name) > 0 ? $"There is a user \"{name}\" already."
        : Count("SELECT count(*) FROM token WHERE name = ?", name) > 0 ? $"There is a token \"{name}\" already."
        : null;

    /// <summary>Looks, writes and notes in one transaction.</summary>
    /// <param name="change">Null when it is done, or why not.</param>
    private string? Changed(string by, DateTimeOffset now, string what, Func<string?> change) => Locked(() =>
    {
        string? refusal = null;
        _connection.Write(() =>
        {
            refusal = change();
            if (refusal is null)
            {
                Run("INSERT INTO change (at, by, what) VALUES (?, ?, ?)", row => row.Bind(1, now.ToUnixTimeMilliseconds()).Bind(2, by).Bind(3, what));
            }
        });
        return refusal;
    });

    private void Run(string sql, Action<Statement> bind)
    {
        using var statement = _connection.Prepare(sql);
        bind(statement);
        statement.Run();
    }

    private long Count(string sql, string? name = null)
    {
        using var statement = _connection.Prepare(sql);
        if (name is not null)
        {
            statement.Bind(1, name);
        }

        return statement.Step() ? statement.Int(0) : 0;
    }

    private List<T> Rows<T>(string sql, string? name, Func<Statement, T> read) => Locked(() =>
    {
        // Ended each time: an open question would keep other processes from writing.
        using var row = _connection.Prepare(sql);
        if (name is not null)
        {
            row.Bind(1, name);
        }

        var rows = new List<T>();
        while (row.Step())
        {
            rows.Add(read(row));
        }

        return rows;
    });

    private T Locked<T>(Func<T> work)
    {
        lock (_using)
        {
            return work();
        }
    }

    private static User UserOf(Statement row) => new(row.Text(0), Roles.Find(row.Text(1)) ?? Role.Viewer, row.Text(2), At(row.Int(3)), row.Text(4));

    private static ApiToken TokenOf(Statement row) =>
        new(row.Text(0), Roles.Find(row.Text(1)) ?? Role.Viewer, At(row.Int(2)), row.Text(3), row.IntOrNull(4) is { } end ? At(end) : null);

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static string NewStamp() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    // A fast hash will do: what is hashed are 256 random bits, which nobody can guess at.
    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
