using System.Text;
using WaterWatch.Projection;

namespace WaterWatch.Tests.Projection;

public sealed class ServiceLinesTests
{
    [Fact]
    public void Metrics_become_a_point_of_the_service_and_one_for_each_value_of_a_label()
    {
        var lines = new LineWriter();
        ServiceLines.Write(
            """
            # HELP a_total What it is.
            # TYPE a_total counter
            a_total 12
            b 0.5
            jobs_total{job="tick"} 3
            job_seconds{job="tick"} 1E-05
            jobs_total{job="a \"b\" \\ c"} 4
            commit_bucket{le="+Inf"} 7

            """.ReplaceLineEndings("\n"),
            "here", DateTimeOffset.UnixEpoch.AddSeconds(1), lines);

        Assert.Equal(
            [
                "service,instance=here a_total=12,b=0.5 1000000000",
                "service_job,instance=here,job=tick jobs_total=3,job_seconds=1E-05 1000000000",
                "service_job,instance=here,job=a\\ \"b\"\\ /\\ c jobs_total=4 1000000000",
                "service_le,instance=here,le=+Inf commit_bucket=7 1000000000",
            ],
            Encoding.UTF8.GetString(lines.Written.Span).TrimEnd('\n').Split('\n'));
    }
}
