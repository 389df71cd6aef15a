using System.Text.RegularExpressions;
using WaterWatch.OnCall;
using WaterWatch.Texts;

namespace WaterWatch.Tests.Texts;

public class WordsTests
{
    [Fact]
    public void Every_reason_for_not_telling_has_words_of_its_own_in_both_languages()
    {
        var words = Enum.GetValues<NotToldReason>().Select(Words.Of).ToList();
        Assert.Equal(words.Count, words.Select(w => w.En).Distinct().Count());
        Assert.Equal(words.Count, words.Select(w => w.Zh).Distinct().Count());
        Assert.All(words, w => Assert.Matches(new Regex(@"^[a-z :]+$"), w.En));
        Assert.All(words, w => Assert.Matches(new Regex(@"^[\u4e00-\u9fff：]+$"), w.Zh));
    }
}
