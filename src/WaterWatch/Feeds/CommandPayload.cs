using System.Buffers;
using System.Text.Json;
using WaterWatch.Incidents;
using WaterWatch.Timeline;

namespace WaterWatch.Feeds;

/// <summary>
/// A command as the station gets it: <c>{"id":12,"sample_every_s":3600,"reason":"incident 12","issued_at":"2012-01-15T01:30:00Z"}</c>, or <c>sample_now</c> with a
/// determinand for one sample at once. A station may get the same twice, and knows it by its id.
/// </summary>
internal static class CommandPayload
{
    public static byte[] Of(StationCommand command)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("id", command.Id);
            if (command.SampleEvery is { } every)
            {
                json.WriteNumber("sample_every_s", (long)every.TotalSeconds);
            }
            else
            {
                json.WriteString("sample_now", command.Determinand?.Key);
                json.WriteString("fraction", Web.Api.Words.Of(command.Fraction));
            }

            json.WriteString("reason", command.Reason);
            json.WriteString("issued_at", Instants.Format(command.QueuedAt));
            if (command.IsExercise)
            {
                json.WriteBoolean("exercise", true);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
