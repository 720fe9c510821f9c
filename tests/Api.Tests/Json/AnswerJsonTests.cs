using System.Text.Json;
using Shouldly;
using TransformerService.Api.Contracts;
using TransformerService.Api.Json;
using Xunit;

namespace TransformerService.Api.Tests.Json;

public sealed class AnswerJsonTests
{
    [Theory]
    [InlineData("é", "é")]
    [InlineData("<b> & '+'", "<b> & '+'")]
    [InlineData("字", "字")]
    [InlineData("\uFFFD", "\uFFFD")]
    public void Serialize_Text_IsWrittenAsItIs(string text, string expected)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(new HypothesisBody { Text = text, Score = -0.5 }, WireJson.Answers.HypothesisBody);

        using var read = JsonDocument.Parse(json);
        read.RootElement.GetProperty("text").GetString().ShouldBe(expected);
    }

    // Not in a theory: an attribute cannot hold half of a surrogate pair.
    [Fact]
    public void Serialize_LoneSurrogates_AreReplaced()
    {
        foreach (var (text, expected) in new[] { ("a\ud83db", "a\uFFFDb"), ("\ude00", "\uFFFD"), ("😀\ud83d", "😀\uFFFD") })
        {
            Serialize_Text_IsWrittenAsItIs(text, expected);
        }
    }

    [Fact]
    public void Serialize_Accents_AreNotEscaped() =>
        JsonSerializer
            .Serialize(new HypothesisBody { Text = "Noël, 字", Score = 0 }, WireJson.Answers.HypothesisBody)
            .ShouldBe("""{"text":"Noël, 字","score":0}""");
}
