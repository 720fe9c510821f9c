using BenchmarkDotNet.Attributes;
using TransformerService.Api.Access;

namespace TransformerService.Micro;

/// <summary>Looking for a key among ten: how long it takes must not tell how near the key that was sent is to a right one, nor to which.</summary>
public class KeyBenchmarks
{
    private const int Keys = 10;

    private KeyRing _ring = new([]);
    private string _sent = "";

    [Params("first", "last", "wrong in the first character", "wrong in the last character", "wrong altogether")]
    public string Sent { get; set; } = "";

    [GlobalSetup]
    public void SetUp()
    {
        string[] keys = [.. Enumerable.Range(0, Keys).Select(static _ => KeyHash.NewKey())];
        _ring = new KeyRing([.. keys.Select(static (key, index) => new AccessKey($"key{index}", AccessRole.Caller, KeyHash.Of(key), null))]);
        _sent = Sent switch
        {
            "first" => keys[0],
            "last" => keys[^1],
            "wrong in the first character" => "T" + keys[0][1..],
            "wrong in the last character" => keys[0][..^1] + "~",
            _ => KeyHash.NewKey(),
        };
    }

    [Benchmark]
    public object? Find() => _ring.Find(_sent);
}
