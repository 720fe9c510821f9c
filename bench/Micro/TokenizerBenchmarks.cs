using BenchmarkDotNet.Attributes;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Loading;

namespace TransformerService.Micro;

/// <summary>Converts text to tokens and back, 100 sentences per call.</summary>
[MemoryDiagnoser]
public class TokenizerBenchmarks
{
    private const int Sentences = 100;
    private string[] _texts = [];
    private int[][] _ids = [];
    private TextTokenizer? _tokenizer;

    /// <summary>A Marian (SentencePiece), a T5 (SentencePiece) and a BERT (WordPiece) tokenizer.</summary>
    [Params("marian-tiny", "t5-tiny", "bert-tiny")]
    public string Fixture { get; set; } = "";

    [GlobalSetup]
    public void SetUp()
    {
        _tokenizer = TokenizerLoader.Load(Files.Folder("tests", "fixtures", Fixture));
        _texts = Files.Sentences(Fixture == "bert-tiny" ? "text-classification" : "translation")[..Sentences];
        _ids = [.. _texts.Select(text => _tokenizer.Encode(text, 512).Ids)];
    }

    [Benchmark(OperationsPerInvoke = Sentences)]
    public int Encode()
    {
        var tokens = 0;
        foreach (var text in _texts)
        {
            tokens += _tokenizer!.Encode(text, 512).Ids.Length; // SetUp created it
        }

        return tokens;
    }

    [Benchmark(OperationsPerInvoke = Sentences)]
    public int Decode()
    {
        var characters = 0;
        foreach (var ids in _ids)
        {
            characters += _tokenizer!.Decode(ids).Length; // SetUp created it
        }

        return characters;
    }
}
