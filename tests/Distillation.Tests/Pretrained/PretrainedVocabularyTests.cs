using CsCheck;
using Shouldly;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Pretrained;
using TransformerService.Distillation.Tests.Data;
using TransformerService.Distillation.Tests.HuggingFace;
using TransformerService.Distillation.Tests.Onnx;
using TransformerService.Models.Exports;
using TransformerService.Tokenization.Loading;
using Xunit;

namespace TransformerService.Distillation.Tests.Pretrained;

public sealed class PretrainedVocabularyTests
{
    private const int MaxTokens = 64;
    private static readonly string Fixture = RepositoryRoot.Folder("tests", "fixtures", "distilbert-tiny");
    private static readonly string[] Special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    // Texts out of the vocabulary's own pieces, so that long pieces, parts of words and unknown words all occur.
    private static readonly string[] Pieces =
    [
        .. File.ReadAllLines(Path.Combine(Fixture, "vocab.txt"))
            .Where(piece => !piece.StartsWith('['))
            .Select(piece => piece.Replace("##", "")),
    ];

    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.Int[0, Pieces.Length - 1]
            .Select(Gen.Bool, (piece, space) => Pieces[piece] + (space ? " " : ""))
            .Array[0, 20]
            .Select(parts => string.Concat(parts)),
        HostileTexts.Any
    );

    [Fact]
    public void Keep_AnyTexts_AreSplitAsBefore() =>
        Text.Array[1, 10]
            .Sample(
                texts =>
                {
                    using var folder = new TemporaryFolder();
                    var vocabulary = Read();
                    var kept = vocabulary.Keep(texts, MaxTokens, atLeast: 0);
                    kept.Pieces.Count.ShouldBeLessThan(vocabulary.Count);
                    kept.Write(folder.Path, MaxTokens);
                    var rows = vocabulary.RowsOf(folder.Path);
                    var tokenizer = TokenizerLoader.Load(folder.Path);
                    tokenizer.Warnings.ShouldBeEmpty();
                    var fast = TokenizerLoader.Load(folder.Path, TokenizerKind.TokenizerJson);
                    foreach (var text in texts)
                    {
                        var ids = tokenizer.Encode(text, MaxTokens).Ids;
                        ids.Select(id => rows[id]).ShouldBe(vocabulary.Tokenizer.Encode(text, MaxTokens).Ids, text);
                        fast.Encode(text, MaxTokens).Ids.ShouldBe(ids, text);
                    }
                },
                iter: 60
            );

    [Fact]
    public void Keep_Pieces_AreSpecialThenTheEncodersOrder()
    {
        var vocabulary = Read();
        var all = File.ReadAllLines(Path.Combine(Fixture, "vocab.txt"));

        var kept = vocabulary.Keep(["the money"], MaxTokens, atLeast: 0).Pieces;
        var filled = vocabulary.Keep(["the money"], MaxTokens, atLeast: 1_000).Pieces;
        var whole = vocabulary.Keep([], MaxTokens, atLeast: int.MaxValue).Pieces;

        kept.Take(5).ShouldBe(Special);
        kept.Skip(5).ShouldBe(all.Where(piece => !Special.Contains(piece)).Intersect(kept));
        kept.ShouldContain("z");
        kept.ShouldContain("##z");
        kept.Count.ShouldBeLessThan(filled.Count);
        filled.Count.ShouldBe(1_000);
        kept.ShouldBeSubsetOf(filled);
        whole.Order().ShouldBe(all.Where(piece => Special.Contains(piece) || !(piece.StartsWith('[') && piece.EndsWith(']'))).Order());
    }

    [Fact]
    public void Read_OtherVocabularies_SayWhatToChange()
    {
        using var folder = new TemporaryFolder();
        Fault(true).ShouldContain("has no vocab.txt");
        folder.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n");
        Fault(true).ShouldContain("lacks [MASK]");
        folder.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n");
        Fault(false).ShouldContain("is lower-cased: change the recipe's lowerCase");
        folder.Write("tokenizer_config.json", """{ "do_lower_case": true, "tokenize_chinese_chars": false }""");
        Fault(true).ShouldContain("must have their defaults");
        Should.Throw<ExportException>(() => Read().RowsOf(Another("qzxqzx"))).Message.ShouldContain("has the piece 'qzxqzx'");

        string Fault(bool lowerCase) => Should.Throw<ExportException>(() => PretrainedVocabulary.Read(folder.Path, lowerCase)).Message;

        string Another(string piece)
        {
            folder.Write("vocab.txt", $"[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n{piece}\n");
            return folder.Path;
        }
    }

    private static PretrainedVocabulary Read() => PretrainedVocabulary.Read(Fixture, lowerCase: true);
}
