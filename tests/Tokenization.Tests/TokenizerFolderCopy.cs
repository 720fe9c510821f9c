using TransformerService.Tests.Support.Exports;

namespace TransformerService.Tokenization.Tests;

/// <summary>A copy of a fixture's tokenizer files that a test may change; gone when disposed.</summary>
internal sealed class TokenizerFolderCopy : IDisposable
{
    private static readonly string[] OlderFiles =
    [
        "vocab.txt",
        "vocab.json",
        "merges.txt",
        "spiece.model",
        "source.spm",
        "target.spm",
        "added_tokens.json",
    ];

    public TokenizerFolderCopy(string fixture)
    {
        Path = Directory.CreateTempSubdirectory("tokenizer-").FullName;
        foreach (var file in Directory.EnumerateFiles(Fixtures.Folder(fixture)))
        {
            var name = System.IO.Path.GetFileName(file);
            if (!name.EndsWith(".onnx", StringComparison.Ordinal) && name != "golden.json")
            {
                File.Copy(file, System.IO.Path.Combine(Path, name));
            }
        }
    }

    public string Path { get; }

    /// <summary>A copy that has tokenizer.json but none of the files that the slow tokenizers read.</summary>
    public static TokenizerFolderCopy FastOnly(string fixture)
    {
        var copy = new TokenizerFolderCopy(fixture);
        foreach (var name in OlderFiles)
        {
            copy.Delete(name);
        }

        return copy;
    }

    public void Delete(string name) => File.Delete(System.IO.Path.Combine(Path, name));

    public void Write(string name, string content) => File.WriteAllText(System.IO.Path.Combine(Path, name), content);

    public void Write(string name, byte[] content) => File.WriteAllBytes(System.IO.Path.Combine(Path, name), content);

    public string Read(string name) => File.ReadAllText(System.IO.Path.Combine(Path, name));

    public byte[] ReadBytes(string name) => File.ReadAllBytes(System.IO.Path.Combine(Path, name));

    public void Replace(string name, string from, string to)
    {
        var content = Read(name);
        if (!content.Contains(from, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"'{from}' is not in {name}.");
        }

        Write(name, content.Replace(from, to, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
