using TransformerService.Models.Exports;
using TransformerService.Models.Requests;
using TransformerService.Shadow.Sampling;
using TransformerService.Tests.Support.Exports;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Loading;

namespace TransformerService.Shadow.Tests;

/// <summary>Samples of texts, without a server.</summary>
internal static class Samples
{
    public static TextTokenizer Tokenizer { get; } = TokenizerLoader.Load(Fixtures.Folder("bert-tiny"), TokenizerKind.WordPiece);

    /// <summary>A text that the student gave a label.</summary>
    public static ShadowSample Of(string text, string label = "joy") =>
        new(SampleReports.Now, text, "student", new SampleAnswer([new LabelScore(label, 0.9), new LabelScore("other", 0.1)]), 3, Tokenizer);
}
