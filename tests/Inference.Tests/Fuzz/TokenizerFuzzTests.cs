using Shouldly;
using TransformerService.Fuzz;
using TransformerService.Models.Errors;
using TransformerService.Models.Exports;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Loading;
using Xunit;

namespace TransformerService.Inference.Tests.Fuzz;

/// <summary>
/// Mutated tokenizer files: they load, or a <see cref="TokenizerLoadException"/> says why not; and what has loaded takes any text, or
/// refuses it
/// with an <see cref="InferenceException"/>.
/// </summary>
public sealed class TokenizerFuzzTests
{
    private const int Default = 1_500;

    [Fact]
    public void TokenizerJson_Mutated_LoadsAndWorksOrSaysWhyNot()
    {
        byte[][] seeds = [.. new[] { "bert-tiny", "distilbert-tiny", "roberta-tiny", "t5-tiny" }.Select(Seeds.TokenizerJson)];
        Try("tokenizer.json", TokenizerKind.TokenizerJson, [], random => Mutations.Json(random, seeds));
    }

    [Fact]
    public void TokenizerConfig_Mutated_LoadsAndWorksOrSaysWhyNot()
    {
        foreach (
            (var fixture, var kind) in new[]
            {
                ("bert-tiny", TokenizerKind.WordPiece),
                ("roberta-tiny", TokenizerKind.ByteLevelBpe),
                ("t5-tiny", TokenizerKind.T5),
                ("marian-tiny", TokenizerKind.Marian),
                ("bert-tiny", TokenizerKind.TokenizerJson),
            }
        )
        {
            foreach (var file in new[] { "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json" })
            {
                byte[][] seeds =
                    file == "added_tokens.json" ? ["""{"<x>":7,"[UNK]":3," y ":9}"""u8.ToArray()] : [Seeds.Bytes(fixture, file)];
                Try(file, kind, Vocabulary(kind, fixture), random => Mutations.Json(random, seeds), $"{file} of {kind}");
            }
        }
    }

    [Fact]
    public void VocabularyText_Mutated_LoadsAndWorksOrSaysWhyNot() => Bytes("vocab.txt", TokenizerKind.WordPiece, "bert-tiny");

    [Fact]
    public void MergesText_Mutated_LoadsAndWorksOrSaysWhyNot() => Bytes("merges.txt", TokenizerKind.ByteLevelBpe, "roberta-tiny");

    [Fact]
    public void VocabularyJson_Mutated_LoadsAndWorksOrSaysWhyNot()
    {
        foreach ((var fixture, var kind) in new[] { ("roberta-tiny", TokenizerKind.ByteLevelBpe), ("marian-tiny", TokenizerKind.Marian) })
        {
            byte[][] seeds = [Seeds.VocabularyJson(fixture)];
            Try("vocab.json", kind, Vocabulary(kind, fixture), random => Mutations.Json(random, seeds), $"vocab.json of {kind}");
        }
    }

    [Fact]
    public void SentencePieceModel_Mutated_LoadsAndWorksOrSaysWhyNot()
    {
        foreach (
            (var fixture, var kind, var file) in new[]
            {
                ("marian-tiny", TokenizerKind.Marian, "source.spm"),
                ("t5-tiny", TokenizerKind.T5, "spiece.model"),
            }
        )
        {
            byte[][] seeds =
            [
                Seeds.SentencePiece(fixture, file, withMap: false),
                Seeds.SentencePiece(fixture, file, withMap: false),
                Seeds.SentencePiece(fixture, file, withMap: true),
            ];
            Try(file, kind, Vocabulary(kind, fixture), random => Mutations.Protobuf(random, seeds));
        }
    }

    private static void Bytes(string file, TokenizerKind kind, string fixture)
    {
        byte[][] seeds = [Seeds.Lines(fixture, file)];
        Try(file, kind, Vocabulary(kind, fixture), random => Mutations.Bytes(random, seeds));
    }

    private static (string File, byte[] Content)[] Vocabulary(TokenizerKind kind, string fixture) =>
        kind switch
        {
            TokenizerKind.WordPiece => [("vocab.txt", Seeds.Lines(fixture, "vocab.txt"))],
            TokenizerKind.ByteLevelBpe =>
            [
                ("vocab.json", Seeds.VocabularyJson(fixture)),
                ("merges.txt", Seeds.Lines(fixture, "merges.txt")),
            ],
            TokenizerKind.T5 => [("spiece.model", Seeds.SentencePiece(fixture, "spiece.model", withMap: false))],
            TokenizerKind.Marian =>
            [
                ("source.spm", Seeds.SentencePiece(fixture, "source.spm", withMap: false)),
                ("target.spm", Seeds.SentencePiece(fixture, "target.spm", withMap: false)),
                ("vocab.json", Seeds.Bytes(fixture, "vocab.json")),
            ],
            _ => [("tokenizer.json", Seeds.TokenizerJson(fixture))],
        };

    private static void Try(
        string file,
        TokenizerKind kind,
        (string File, byte[] Content)[] others,
        Func<Random, byte[]> make,
        string? target = null
    )
    {
        using var folder = new FuzzFolder();
        foreach ((var name, var content) in others)
        {
            folder.Write(name, content);
        }

        var outcomes = FuzzRun.Try(
            target ?? file,
            Default,
            make,
            (input, random) =>
            {
                folder.Write(file, input);
                return Probe(folder.Path, kind, random);
            }
        );
        outcomes.Keys.ShouldContain("works");
        outcomes.Keys.ShouldContain("refused");
    }

    private static string Probe(string folder, TokenizerKind kind, Random random)
    {
        TextTokenizer tokenizer;
        try
        {
            tokenizer = TokenizerLoader.Load(folder, kind);
        }
        catch (TokenizerLoadException)
        {
            return "refused";
        }
        catch (InferenceException)
        {
            return "refused";
        }

        try
        {
            for (var texts = 0; texts < 3; texts++)
            {
                var one = tokenizer.Encode(Mutations.Text(random), 1 + random.Next(64));
                var pair = tokenizer.EncodePair(Mutations.Text(random), Mutations.Text(random), 1 + random.Next(64));
                one.TypeIds.Length.ShouldBe(one.Ids.Length);
                pair.TypeIds.Length.ShouldBe(pair.Ids.Length);
                one.Ids.All(id => id >= 0).ShouldBeTrue(); // ShouldAllBe compiles its expression for every input
                _ = tokenizer.Decode(one.Ids);
                _ = tokenizer.Decode([random.Next(), -1, int.MaxValue, .. pair.Ids]);
            }

            return "works";
        }
        catch (InferenceException)
        {
            return "refuses a text";
        }
    }
}
