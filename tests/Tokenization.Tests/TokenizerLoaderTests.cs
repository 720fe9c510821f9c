using CsCheck;
using Shouldly;
using TransformerService.Tests.Support.Exports;
using TransformerService.Tokenization.Loading;
using Xunit;

namespace TransformerService.Tokenization.Tests;

/// <summary>Faults in files are one kind of exception, and it names the file.</summary>
public sealed class TokenizerLoaderTests
{
    [Theory]
    [InlineData("marian-tiny", "target.spm")]
    [InlineData("marian-tiny", "vocab.json")]
    [InlineData("marian-tiny", "source.spm")]
    public void Load_FileMissing_NamesIt(string folder, string file)
    {
        using var copy = new TokenizerFolderCopy(folder);
        copy.Delete(file);

        Should.Throw<TokenizerLoadException>(() => TokenizerLoader.Load(copy.Path)).Message.ShouldContain(file);
    }

    [Theory]
    [InlineData("marian-tiny", "vocab.json", "{ \"a\": 1,")]
    [InlineData("marian-tiny", "vocab.json", "[]")]
    [InlineData("marian-tiny", "vocab.json", "{ \"a\": \"b\" }")]
    [InlineData("marian-tiny", "vocab.json", "{ \"a\": 1 }")]
    [InlineData("marian-tiny", "source.spm", "malformed protobuf")]
    [InlineData("marian-tiny", "tokenizer_config.json", "{")]
    [InlineData("marian-tiny", "tokenizer_config.json", "{ \"added_tokens_decoder\": { \"x\": \"y\" } }")]
    [InlineData("t5-tiny", "spiece.model", "")]
    [InlineData("t5-tiny", "tokenizer_config.json", "{ \"legacy\": 3 }")]
    [InlineData("roberta-tiny", "merges.txt", "#version: 0.2\na b\nthree of them\n")]
    [InlineData("roberta-tiny", "vocab.json", "{ \"a\": 1 }")]
    [InlineData("bert-tiny", "vocab.txt", "")]
    [InlineData("bert-tiny", "vocab.txt", "one\ntwo\n")]
    [InlineData("bert-tiny", "special_tokens_map.json", "null")]
    public void Load_FileMalformed_NamesIt(string folder, string file, string content)
    {
        using var copy = new TokenizerFolderCopy(folder);
        copy.Write(file, content);

        Should.Throw<TokenizerLoadException>(() => TokenizerLoader.Load(copy.Path)).Message.ShouldContain(file);
    }

    [Fact]
    public void Load_NoFiles_SaysSo()
    {
        var folder = Directory.CreateTempSubdirectory("tokenizer-").FullName;

        Should.Throw<TokenizerLoadException>(() => TokenizerLoader.Load(folder)).Message.ShouldContain(folder);
    }

    [Fact]
    public void Load_FolderMissing_Throws() =>
        Should.Throw<TokenizerLoadException>(() => TokenizerLoader.Load(Path.Combine(Fixtures.Root, "no-such-folder")));

    [Theory]
    [InlineData("t5-tiny", "spiece.model", false)]
    [InlineData("roberta-tiny", "merges.txt", false)]
    [InlineData("roberta-tiny", "vocab.json", false)]
    [InlineData("bert-tiny", "tokenizer_config.json", false)]
    [InlineData("bert-tiny", "tokenizer.json", true)]
    [InlineData("t5-tiny", "tokenizer.json", true)]
    public void Load_RandomlyDamagedFile_ThrowsNothingElse(string folder, string file, bool fastOnly)
    {
        using var copy = fastOnly ? TokenizerFolderCopy.FastOnly(folder) : new TokenizerFolderCopy(folder);
        var whole = copy.ReadBytes(file);
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Bool)
            .Sample(
                (place, value, cut) =>
                {
                    var damaged = cut ? whole[..place] : [.. whole];
                    if (!cut)
                    {
                        damaged[place] = value;
                    }

                    copy.Write(file, damaged);
                    try
                    {
                        TokenizerLoader.Load(copy.Path).Encode("A man, and <extra_id_1> [MASK]!", 16);
                    }
                    catch (TokenizerLoadException fault)
                    {
                        fault.Message.ShouldNotBeEmpty();
                    }
                },
                iter: 40,
                threads: 1
            );
    }
}
