using System.Text;
using SQLitePCL;

namespace WaterWatch.Storage.Sqlite;

/// <summary>A prepared statement. Parameters count from 1 and columns from 0, as SQLite has it.</summary>
internal sealed class Statement(Connection connection, sqlite3_stmt statement) : IDisposable
{
    public Statement Bind(int parameter, long value)
    {
        connection.Check(raw.sqlite3_bind_int64(statement, parameter, value));
        return this;
    }

    public Statement Bind(int parameter, long? value)
    {
        connection.Check(value is { } number ? raw.sqlite3_bind_int64(statement, parameter, number) : raw.sqlite3_bind_null(statement, parameter));
        return this;
    }

    public Statement Bind(int parameter, string? text)
    {
        // As bytes with their length: a text with a NUL in it must come back whole, or its hash would not fit.
        connection.Check(
            text is null ? raw.sqlite3_bind_null(statement, parameter)
            : text.Length == 0 ? raw.sqlite3_bind_text(statement, parameter, "")
            : raw.sqlite3_bind_text(statement, parameter, Encoding.UTF8.GetBytes(text).AsSpan()));
        return this;
    }

    public Statement Bind(int parameter, ReadOnlySpan<byte> blob)
    {
        connection.Check(blob.IsEmpty ? raw.sqlite3_bind_zeroblob(statement, parameter, 0) : raw.sqlite3_bind_blob(statement, parameter, blob));
        return this;
    }

    /// <summary>UTF-8 that is stored as text.</summary>
    public Statement BindText(int parameter, ReadOnlySpan<byte> utf8)
    {
        connection.Check(raw.sqlite3_bind_text(statement, parameter, utf8));
        return this;
    }

    /// <returns>True when there is a row.</returns>
    public bool Step()
    {
        var code = raw.sqlite3_step(statement);
        return code switch
        {
            raw.SQLITE_ROW => true,
            raw.SQLITE_DONE => false,
            _ => throw connection.Error(code),
        };
    }

    /// <summary>Runs a statement that gives no rows and makes it ready for the next values.</summary>
    public void Run()
    {
        Step();
        Reset();
    }

    public long Int(int column) => raw.sqlite3_column_int64(statement, column);

    public long? IntOrNull(int column) => IsNull(column) ? null : Int(column);

    public string Text(int column) => Encoding.UTF8.GetString(Blob(column));

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>Valid until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(statement, column);

    // The error of the step before is repeated by a reset; it was reported then.
    public void Reset() => _ = raw.sqlite3_reset(statement);

    public void Dispose() => statement.Dispose();

    private bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;
}
