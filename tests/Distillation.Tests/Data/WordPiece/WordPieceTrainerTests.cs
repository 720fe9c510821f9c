using System.Text.Json;
using CsCheck;
using Shouldly;
using TransformerService.Distillation.Data.WordPiece;
using TransformerService.Tokenization.Loading;
using Xunit;

namespace TransformerService.Distillation.Tests.Data.WordPiece;

public sealed class WordPieceTrainerTests
{
    private static readonly string[] Special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    // The example corpus of Hugging Face's course (chapter 6).
    private static readonly string[] Hugs =
    [
        .. Repeat("hug", 10),
        .. Repeat("pug", 5),
        .. Repeat("pun", 12),
        .. Repeat("bun", 4),
        .. Repeat("hugs", 5),
    ];

    [Fact]
    public void Train_ByHand_MergesTheMostFrequentPairs()
    {
        // u+g 20 times, u+n 16, h+ug 15, p+un 12; then p+ug and hug+s 5 times each, and p is the older piece; b+un 4.
        Train(Hugs, 100)
            .Pieces.ShouldBe([
                .. Special,
                "b",
                "g",
                "h",
                "n",
                "p",
                "s",
                "u",
                "##b",
                "##g",
                "##h",
                "##n",
                "##p",
                "##s",
                "##u",
                "##ug",
                "##un",
                "hug",
                "pun",
                "pug",
                "hugs",
                "bun",
            ]);
    }

    [Fact]
    public void Train_Size_StopsTheMerges() => Train(Hugs, 21).Pieces.TakeLast(2).ShouldBe(["##ug", "##un"]);

    [Fact]
    public void Train_MinPairCount_StopsTheMerges() =>
        new WordPieceTrainer(new WordPieceOptions { MinPairCount = 13 }).Train(Hugs).Pieces[^1].ShouldBe("hug");

    [Fact]
    public void Train_OrderOfTheTexts_DoesNotMatter() => Train(Hugs.Reverse(), 100).Pieces.ShouldBe(Train(Hugs, 100).Pieces);

    [Fact]
    public void Train_RepeatedCharacters_MergeFromTheLeft() =>
        // aaaa is a, ##a, ##a, ##a, where ##a ##a is there twice; then a, ##aa, ##a, where the pair with the older piece is first.
        Train(["aaaa", "aaaa"], 100).Pieces.Skip(Special.Length).ShouldBe(["a", "##a", "##aa", "aaa", "aaaa"]);

    [Fact]
    public void Train_Uncased_FoldsCaseAndAccents()
    {
        Train(["Été ÉTÉ été"], 100).Pieces.ShouldContain("ete");
        new WordPieceTrainer(new WordPieceOptions { LowerCase = false }).Train(["Été Été"]).Pieces.ShouldContain("Été");
    }

    [Fact]
    public void Train_Punctuation_StandsAlone()
    {
        var pieces = Train(["don't! 中国"], 100).Pieces;

        pieces.ShouldContain("'");
        pieces.ShouldContain("中");
        pieces.ShouldNotContain("##'");
        pieces.ShouldNotContain("##中");
    }

    [Fact]
    public void Train_MaxCharacters_LeavesRareOnesUnknown() =>
        new WordPieceTrainer(new WordPieceOptions { MaxCharacters = 2 })
            .Train(["ab ab ab abc"])
            .Pieces.ShouldBe([.. Special, "a", "b", "##a", "##b", "ab"]);

    [Fact]
    public void Train_TooSmall_SaysWhatToChange() =>
        Should.Throw<ArgumentException>(() => Train(Hugs, 18)).Message.ShouldContain("19 pieces, which exceeds the requested 18");

    [Fact]
    public void Train_NoWords_Throws() => Should.Throw<ArgumentException>(() => Train([" ", ""], 100)).Message.ShouldContain("no words");

    [Fact]
    public void Train_AnyTexts_CountsAsTheDefinitionDoes() =>
        // Against merging by counting everything again each time.
        Gen.Char['a', 'd']
            .Array[1, 8]
            .Select(letters => new string(letters))
            .Array[1, 30]
            .Sample(words => Train(words, 60).Pieces.ShouldBe(Naive(words, 60)));

    [Fact]
    public void Write_Folder_LoadsAndRoundTrips()
    {
        using var folder = new TemporaryFolder();
        var vocabulary = Train(Hugs, 21);
        vocabulary.Write(folder.Path, modelMaxLength: 128);

        var tokenizer = TokenizerLoader.Load(folder.Path);
        var encoded = tokenizer.Encode("Bun HUGS  puns [MASK] x", 128);

        (tokenizer.PadId, tokenizer.ModelMaxLength).ShouldBe((0, 128));
        encoded
            .Ids.Select(id => vocabulary.Pieces[id])
            .ShouldBe(["[CLS]", "b", "##un", "h", "##ug", "##s", "p", "##un", "##s", "[MASK]", "[UNK]", "[SEP]"]);
        tokenizer.Decode(encoded.Ids).ShouldBe("bun hugs puns");
        tokenizer.Encode(tokenizer.Decode(encoded.Ids), 128).Ids.ShouldBe([.. encoded.Ids[..9], 3]);
    }

    [Theory]
    [InlineData("tokenizer_config.json")]
    [InlineData("special_tokens_map.json")]
    public void Write_Files_HaveTheFieldsThatHuggingFaceWrites(string file)
    {
        using var folder = new TemporaryFolder();
        Train(Hugs, 21).Write(folder.Path, modelMaxLength: 512);

        var reference = SourceTree.Json("tests", "fixtures", "distilbert-tiny", file).EnumerateObject();
        var written = SourceTree.Json(folder.Path, file);

        written.EnumerateObject().Select(field => field.Name).Order().ShouldBe(reference.Select(field => field.Name).Order());
        foreach (var field in reference.Where(field => field.Name != "added_tokens_decoder"))
        {
            JsonElement.DeepEquals(written.GetProperty(field.Name), field.Value).ShouldBeTrue(field.Name);
        }
    }

    private static WordPieceVocabulary Train(IEnumerable<string> texts, int size) =>
        new WordPieceTrainer(new WordPieceOptions { VocabularySize = size }).Train(texts);

    private static IEnumerable<string> Repeat(string word, int times) => Enumerable.Repeat(word, times);

    private static List<string> Naive(string[] texts, int size)
    {
        string[] letters = [.. texts.SelectMany(text => text).Distinct().Order().Select(letter => letter.ToString())];
        List<string> pieces = [.. Special, .. letters, .. letters.Select(letter => "##" + letter)];
        var words = texts.Select(text => text.Select((letter, i) => i == 0 ? $"{letter}" : $"##{letter}").ToList()).ToList();
        while (pieces.Count < size)
        {
            var best = words
                .SelectMany(word => word.Zip(word.Skip(1)))
                .GroupBy(pair => pair)
                .OrderByDescending(group => group.Count())
                .ThenBy(group => pieces.IndexOf(group.Key.First))
                .ThenBy(group => pieces.IndexOf(group.Key.Second))
                .FirstOrDefault();
            if (best is null || best.Count() < 2)
            {
                break;
            }

            var merged = best.Key.First + best.Key.Second[2..];
            pieces.AddRange(pieces.Contains(merged) ? [] : [merged]);
            foreach (var word in words)
            {
                for (var i = 0; i + 1 < word.Count; i++)
                {
                    if ((word[i], word[i + 1]) == best.Key)
                    {
                        word[i] = merged;
                        word.RemoveAt(i + 1);
                    }
                }
            }
        }

        return pieces;
    }
}
