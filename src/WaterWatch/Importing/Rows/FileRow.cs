namespace WaterWatch.Importing.Rows;

/// <summary>One row of a file, as its bytes stand there without the end of the line.</summary>
/// <param name="Line">The line that it begins on, from 1.</param>
/// <param name="LastLine">The line that it ends on: a quoted cell may hold line breaks.</param>
/// <param name="Bytes">Good until the next row is read.</param>
/// <param name="Fault">Why it is none; null when it may be one.</param>
internal readonly record struct FileRow(long Line, long LastLine, ReadOnlyMemory<byte> Bytes, string? Fault = null)
{
    /// <summary>It begins as a comment does; so may a sample's number.</summary>
    public bool IsComment => Bytes.Span.TrimStart(" \t"u8) is [(byte)'#', ..];

    /// <summary>It says nothing: an empty line, or a comment.</summary>
    public bool IsNothing => IsComment || Bytes.Span.TrimStart(" \t"u8).IsEmpty;
}
