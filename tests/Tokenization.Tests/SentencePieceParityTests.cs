using System.Text.Json;
using Shouldly;
using TransformerService.Tests.Support.Exports;
using TransformerService.Tokenization.Files;
using TransformerService.Tokenization.SentencePiece;
using Xunit;

namespace TransformerService.Tokenization.Tests;

/// <summary>The same ids as SentencePiece itself, on sentences and on made-up hostile texts.</summary>
public sealed class SentencePieceParityTests
{
    [Theory]
    [InlineData("marian-tiny", "source.spm", "source")]
    [InlineData("t5-tiny", "spiece.model", "spiece")]
    public void Encode_SampleText_GivesSentencePieceIds(string folder, string file, string column)
    {
        var model = new SentencePieceModel(new TokenizerFolder(Fixtures.Folder(folder)), file);
        var count = 0;
        foreach (var line in Lines())
        {
            using var sample = JsonDocument.Parse(line);
            var text = sample.RootElement.Text("text");
            model
                .Encode(text, new TextWork(CancellationToken.None))
                .Select(piece => piece.Id)
                .ShouldBe(sample.RootElement.GetProperty(column).Ids(), text);
            count++;
        }

        count.ShouldBeGreaterThan(300);
    }

    // The first line says where the sample is from.
    private static IEnumerable<string> Lines() =>
        File.ReadLines(Path.Combine(Fixtures.Root, "..", "Tokenization.Tests", "Data", "sentencepiece.jsonl")).Skip(1);
}
