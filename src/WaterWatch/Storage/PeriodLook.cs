using WaterWatch.Storage.Sqlite;

namespace WaterWatch.Storage;

/// <summary>Finds the rows of a time in tables that have no index of it: their numbers rise without a gap, and the times with them as far as the clock was never put back.</summary>
internal static class PeriodLook
{
    /// <summary>The number of the first row at or after a time; one more than the last when there is none.</summary>
    /// <param name="table">Of ours, never from outside.</param>
    public static long FirstAt(Connection connection, string table, string number, string time, DateTimeOffset at)
    {
        var milliseconds = at.ToUnixTimeMilliseconds();
        var (low, high) = (1L, connection.Number($"SELECT max({number}) FROM {table}") + 1);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var row = connection.Kept($"SELECT {time} FROM {table} WHERE {number} = ?").Bind(1, middle);
            var isBefore = row.Step() && row.Int(0) < milliseconds;
            row.Reset();
            (low, high) = isBefore ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
