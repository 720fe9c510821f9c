using System.Text.Json;
using Shouldly;
using TransformerService.Tests.Support.Exports;
using TransformerService.Tokenization.Loading;
using Xunit;

namespace TransformerService.Tokenization.Tests;

/// <summary>What the reference tokenizers answered for the fixtures' cases.</summary>
public sealed class GoldenTests
{
    public static TheoryData<string> Folders => [.. GoldenCases.Folders];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Encode_GoldenCase_GivesReferenceIds(string folder)
    {
        var tokenizer = TokenizerLoader.Load(Fixtures.Folder(folder));
        foreach (var item in GoldenCases.Of(folder))
        {
            var answer = Encode(tokenizer, item);
            var name = $"{folder} {item.Text("name")}";
            answer.Ids.ShouldBe(item.GetProperty("input_ids").Ids(), name);
            answer.UntruncatedLength.ShouldBe(item.GetProperty("untruncated_length").GetInt32(), name);
            answer.Truncated.ShouldBe(item.GetProperty("truncated").GetBoolean(), name);
            if (item.TryGetProperty("token_type_ids", out var types))
            {
                answer.TypeIds.ShouldBe(types.Ids(), name);
            }
        }
    }

    [Theory]
    [InlineData("marian-tiny", "marian-tiny")]
    [InlineData("marian-tiny", "marian-tiny-nopast")]
    [InlineData("t5-tiny", "t5-tiny")]
    [InlineData("mt5-bytefallback-tiny", "mt5-bytefallback-tiny")]
    public void Decode_GoldenSequence_GivesReferenceText(string golden, string folder)
    {
        var tokenizer = TokenizerLoader.Load(Fixtures.Folder(folder));
        var count = 0;
        foreach (var (ids, text) in GoldenCases.Of(golden).SelectMany(Sequences))
        {
            tokenizer.Decode(ids).ShouldBe(text, string.Join(' ', ids));
            count++;
        }

        count.ShouldBeGreaterThan(50);
    }

    private static TokenizedText Encode(TextTokenizer tokenizer, JsonElement item) =>
        item.TryGetProperty("text_pair", out var pair) && pair.ValueKind == JsonValueKind.String
            ? tokenizer.EncodePair(item.Text("text"), pair.GetString() ?? "", tokenizer.ModelMaxLength)
            : tokenizer.Encode(item.Text("text"), tokenizer.ModelMaxLength);

    private static IEnumerable<(int[] Ids, string Text)> Sequences(JsonElement item)
    {
        foreach (var name in new[] { "greedy", "beam4" })
        {
            if (item.TryGetProperty(name, out var answer) && answer.ValueKind == JsonValueKind.Object)
            {
                yield return (answer.GetProperty("sequence").Ids(), answer.Text("text"));
            }
        }

        if (!item.TryGetProperty("variants", out var variants))
        {
            yield break;
        }

        foreach (var variant in variants.EnumerateObject().Where(variant => variant.Value.TryGetProperty("sequences", out _)))
        {
            var texts = variant.Value.GetProperty("texts").EnumerateArray().Select(text => text.GetString() ?? "");
            foreach (var (ids, text) in variant.Value.GetProperty("sequences").EnumerateArray().Zip(texts))
            {
                yield return (ids.Ids(), text);
            }
        }
    }
}
