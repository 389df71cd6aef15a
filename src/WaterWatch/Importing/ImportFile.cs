using System.IO.Compression;
using System.Security.Cryptography;
using WaterWatch.Configuration.Yaml;
using WaterWatch.Importing.Mapping;
using WaterWatch.Importing.Rows;

namespace WaterWatch.Importing;

/// <summary>A file that is being read, compressed with gzip or not.</summary>
internal sealed class ImportFile : IDisposable
{
    private static readonly string[] s_pointEndings = [".lp", ".line", ".influx"];

    private readonly FileStream _file;
    private readonly Stream _content;

    private ImportFile(FileStream file, Stream content, string sha256, IRowSource rows) => (_file, _content, Sha256, Rows) = (file, content, sha256, rows);

    /// <summary>Over the file as it lies on the disk, lower-case hex.</summary>
    public string Sha256 { get; }

    public IRowSource Rows { get; }

    /// <summary>How much of the file is read, from 0 to 1.</summary>
    public double Done => _file.Length == 0 ? 1 : (double)_file.Position / _file.Length;

    /// <param name="name">As people know it; its ending says the format where the mapping does not.</param>
    /// <returns>Null when it cannot be read by the mapping; each reason is among the problems.</returns>
    /// <exception cref="IOException">It cannot be read at all.</exception>
    public static ImportFile? Open(string path, string name, ImportMapping mapping, Problems problems)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        Stream? content = null;
        try
        {
            var sha256 = Convert.ToHexStringLower(SHA256.HashData(file));
            var isGzip = IsGzip(file);
            var bare = isGzip ? Path.GetFileNameWithoutExtension(name) : name;
            content = isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
            var rows = (!isGzip || IsWhole(file, name, problems)) && WithoutMark(content, name, problems) is { } reader ? Open(reader, bare, name, mapping, problems) : null;
            if (rows is not null)
            {
                return new ImportFile(file, content, sha256, rows);
            }
        }
        catch
        {
            content?.Dispose();
            file.Dispose();
            throw;
        }

        content?.Dispose();
        file.Dispose();
        return null;
    }

    public void Dispose()
    {
        _content.Dispose();
        _file.Dispose();
    }

    private static IRowSource? Open(RowReader reader, string bare, string name, ImportMapping mapping, Problems problems)
    {
        var isPoints = mapping.Format is { } said ? said == ImportFormat.LineProtocol : s_pointEndings.Contains(Path.GetExtension(bare).ToLowerInvariant());
        return isPoints ? new PointRows(reader, mapping) : TableRows.Open(reader, name, mapping, problems);
    }

    private static bool IsGzip(FileStream file)
    {
        file.Position = 0;
        var isGzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        return isGzip;
    }

    /// <summary>Only its end proves what compressed bytes say, and by then their rows would be in the record.</summary>
    private static bool IsWhole(FileStream file, string name, Problems problems)
    {
        try
        {
            using var all = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
            all.CopyTo(Stream.Null);
            return true;
        }
        catch (InvalidDataException damage)
        {
            problems.Add(new Origin(name, 0), $"the compressed file is damaged or cut off: {damage.Message.TrimEnd('.')}", "Fetch it again; gzip -t says whether it is whole");
            return false;
        }
        finally
        {
            file.Position = 0;
        }
    }

    /// <summary>The rows behind a byte order mark; null when that says UTF-16, which is a problem.</summary>
    private static RowReader? WithoutMark(Stream content, string name, Problems problems)
    {
        var first = new byte[3];
        var count = content.ReadAtLeast(first, 3, throwOnEndOfStream: false);
        if (first is [0xFF, 0xFE, _] or [0xFE, 0xFF, _])
        {
            problems.Add(new Origin(name, 0), "the file is UTF-16", "Save it as UTF-8, which spreadsheets call CSV UTF-8");
            return null;
        }

        return new RowReader(content, first is [0xEF, 0xBB, 0xBF] ? default : first.AsMemory(0, count));
    }
}
