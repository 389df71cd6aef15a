using WaterWatch.Decoding;
using WaterWatch.Web.Api;

namespace WaterWatch.Importing;

/// <summary>Every cell and row that was set aside, as a table for whoever corrects the file.</summary>
internal sealed class ImportTable : IDisposable
{
    private readonly StreamWriter _table;

    /// <exception cref="IOException">The file cannot be written.</exception>
    public ImportTable(string path)
    {
        _table = new StreamWriter(path);
        _table.Write(Csv.Line("line", "reason", "detail"));
    }

    public void Write(long line, SetAsideReason reason, string detail) =>
        _table.Write(Csv.Line(line, reason.ToString(), detail));

    public void Dispose() => _table.Dispose();
}
