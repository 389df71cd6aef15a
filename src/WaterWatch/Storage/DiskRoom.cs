using System.Globalization;

namespace WaterWatch.Storage;

/// <summary>The room that the record's volume still has: when it ends nothing is acknowledged any more, so people are warned while there is time.</summary>
/// <param name="directory">Of the record.</param>
public sealed class DiskRoom(string directory)
{
    /// <summary>Room for the write-ahead log at its longest and for some hours of a busy river.</summary>
    private const long Enough = 1L << 30;

    private readonly string _directory = Path.GetFullPath(directory);

    /// <summary>Bytes that the service may still write; null where the system does not say.</summary>
    public long? Free
    {
        get
        {
            try
            {
                return new DriveInfo(_directory).AvailableFreeSpace;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                return null;
            }
        }
    }

    /// <summary>Null while there is enough.</summary>
    public string? Warning => Free is { } free and < Enough
        ? string.Create(CultureInfo.InvariantCulture, $"{_directory}: its volume has only {free / 1_048_576.0:0} MiB left. When it is full no reading is acknowledged: free space, or move the record to a larger one.")
        : null;
}
