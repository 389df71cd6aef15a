namespace WaterWatch.Storage;

/// <summary>The log could not be read or written. The message names the file and the remedy.</summary>
public sealed class StorageException(string message, bool retryable, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True when the same call may succeed later without anybody changing the file, such as after space was freed on the disk.</summary>
    public bool Retryable { get; } = retryable;

    /// <summary>True when stored bytes are not what was written. Other calls may succeed beside it, which says nothing of these bytes: somebody has to restore them.</summary>
    public bool IsDamage { get; init; }
}
