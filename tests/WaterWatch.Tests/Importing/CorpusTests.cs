using System.IO.Compression;
using System.Text;
using WaterWatch.Importing.Rows;
using WaterWatch.Tests.Configuration;

namespace WaterWatch.Tests.Importing;

/// <summary>Walks tests/cases/_imports: each folder is a file as somebody has one, its mapping where it needs one, and what is read of it.</summary>
public sealed class CorpusTests
{
    private static readonly string s_root = Path.Combine(Repository.Root, "tests", "cases", "_imports");

    public static TheoryData<string> Cases =>
        [.. Directory.EnumerateDirectories(s_root).SelectMany(Directory.EnumerateDirectories).Select(d => Path.GetRelativePath(s_root, d)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_file_is_read_as_its_expected_txt_says(string name)
    {
        var folder = Path.Combine(s_root, name);
        Assert.Equal(File.ReadAllLines(Path.Combine(folder, "expected.txt")), FileCases.Read(FileOf(folder), MappingOf(folder)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Compressed_it_says_the_same(string name)
    {
        var folder = Path.Combine(s_root, name);
        var (plain, packed) = (FileOf(folder), Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}-{Path.GetFileName(FileOf(folder))}.gz"));
        try
        {
            // In two members, as tools that append leave them (RFC 1952 §2.2).
            var bytes = File.ReadAllBytes(plain);
            foreach (var part in (byte[][])[bytes[..(bytes.Length / 2)], bytes[(bytes.Length / 2)..]])
            {
                using var gzip = new GZipStream(File.Open(packed, FileMode.Append), CompressionLevel.Fastest);
                gzip.Write(part);
            }

            Assert.Equal(
                FileCases.Read(plain, MappingOf(folder)),
                FileCases.Read(packed, MappingOf(folder)).Select(l => l.Replace(Path.GetFileName(packed), Path.GetFileName(plain), StringComparison.Ordinal)));
        }
        finally
        {
            File.Delete(packed);
        }
    }

    /// <summary>Cut within the rows, within the sum at the end, and with a byte of the rows changed, which only the sum tells.</summary>
    [Theory]
    [InlineData(100, 0)]
    [InlineData(3, 0)]
    [InlineData(0, 200)]
    public void A_compressed_file_that_is_damaged_is_not_read_at_all(int cut, int changed)
    {
        var packed = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.csv.gz");
        try
        {
            // Without compression a changed byte is a changed reading, and nothing else is wrong with the file.
            using (var gzip = new GZipStream(File.Create(packed), CompressionLevel.NoCompression))
            {
                gzip.Write(Encoding.UTF8.GetBytes("station,taken_at,Cd (ug/L)\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"upper,2012-01-01T00:00:{i % 60:00}Z,{i}\n"))));
            }

            var bytes = File.ReadAllBytes(packed);
            if (changed > 0) bytes[^changed] ^= 1;
            File.WriteAllBytes(packed, bytes[..^cut]);

            Assert.Contains("damaged or cut off", Assert.Single(FileCases.Read(packed, null)), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(packed);
        }
    }

    [Fact]
    public void The_rest_of_a_row_that_is_too_long_is_no_row()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.csv");
        try
        {
            File.WriteAllText(path, $"station,taken_at,Cd (ug/L)\n{new string('x', 4 * RowReader.Longest)}upper,2012-01-15T01:30:00Z,400\nupper,2012-01-15T01:45:00Z,4\n");

            string[] read = [.. FileCases.Read(path, null)];

            Assert.Equal("upper Cd total 0.004 mg/L 2012-01-15T01:45:00Z", read[0]);
            Assert.True(read.Length > 2, "It came in several pieces.");
            Assert.All(read[1..], l => Assert.StartsWith("line 2 Unreadable the row is longer", l, StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void There_are_good_and_bad_ones() =>
        Assert.All((string[])["good", "bad"], kind => Assert.True(Directory.EnumerateDirectories(Path.Combine(s_root, kind)).Count() >= 10, kind));

    private static string FileOf(string folder) => Directory.EnumerateFiles(folder).Single(f => Path.GetFileName(f) is not ("expected.txt" or "mapping.yaml"));

    private static string? MappingOf(string folder) => Path.Combine(folder, "mapping.yaml") is var path && File.Exists(path) ? File.ReadAllText(path) : null;
}
