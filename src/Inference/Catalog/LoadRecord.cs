using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Catalog;

namespace TransformerService.Inference.Catalog;

/// <summary>
/// Remembers in a file which versions passed their trial and self-check, so that the next start need not repeat them: the same content, with the
/// same program on the same kind of processor, gives the same result. A file that cannot be read or written is as if there were none. Used only
/// by the loading thread.
/// </summary>
internal sealed class LoadRecord
{
    /// <summary>More are not kept: each takes a few hundred bytes.</summary>
    private const int MostVersions = 200;

    private readonly string? _path;
    private readonly string _environment;
    private readonly ILogger? _logger;
    private readonly Dictionary<string, PassedLoad> _versions = [];
    private bool _hasFailed;

    /// <summary>What was there at the start. Each version uses it once: a later load of the same content is a full one.</summary>
    private readonly Dictionary<string, PassedLoad> _earlier = [];

    /// <param name="path">The file; <see langword="null"/> to remember nothing.</param>
    /// <param name="environment">What else the results depend on. A record of another environment does not count.</param>
    /// <param name="logger">Logs once that the file cannot be written.</param>
    public LoadRecord(string? path, string environment, ILogger? logger)
    {
        (_path, _logger) = (path, logger);
        _environment = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(environment)));
        if (path is not null && Read(path) is { } file && file.Environment == _environment)
        {
            foreach (var (content, load) in file.Versions ?? [])
            {
                if (load is { Check: not null, StandIns: not null })
                {
                    (_versions[content], _earlier[content]) = (load, load);
                }
            }
        }
    }

    /// <summary>Opens the record of this program, processor and these options.</summary>
    public static LoadRecord Open(string? path, InferenceOptions options, ExecutionProvider provider, ILogger? logger) =>
        new(path, $"{RunEnvironment.On(provider)} {options.ExactInt8} {options.IntraOpThreads} {options.MaxNewTokens}", logger);

    /// <summary>Returns what an earlier process found of a version; <see langword="null"/> if there is nothing.</summary>
    public PassedLoad? Take(string contentHash) => _earlier.Remove(contentHash, out var found) ? found : null;

    /// <summary>Remembers that a version passed.</summary>
    public void Add(string contentHash, PassedLoad load)
    {
        if (_path is null || (_versions.TryGetValue(contentHash, out var known) && known.IsSameAs(load)))
        {
            return;
        }

        if (_versions.Count >= MostVersions)
        {
            _versions.Clear();
        }

        _versions[contentHash] = load;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(_path)) ?? "/");
            var temporary = $"{_path}.{Guid.NewGuid():N}";
            File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(new RecordFile(_environment, _versions)));
            File.Move(temporary, _path, overwrite: true); // another process may write too: one of them stands as a whole
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (_logger is not null && !_hasFailed)
            {
                _hasFailed = true;
                Log.NoLoadRecord(_logger, exception.GetType().Name);
            }
        }
    }

    private static RecordFile? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<RecordFile>(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private sealed record RecordFile(string Environment, Dictionary<string, PassedLoad>? Versions);
}

/// <summary>What a version passed.</summary>
/// <param name="TrialBytes">The memory with which it was tried; 0 if it was not.</param>
/// <param name="SelfCheckHash">The hash of its golden sample.</param>
/// <param name="Check">The result of its self-check.</param>
/// <param name="Language">The language of the stand-ins.</param>
/// <param name="StandIns">The words that it copies.</param>
internal sealed record PassedLoad(
    uint TrialBytes,
    string? SelfCheckHash,
    SelfCheckInfo Check,
    string? Language,
    IReadOnlyList<string> StandIns
)
{
    public bool IsSameAs(PassedLoad other) => this with { StandIns = other.StandIns } == other && StandIns.SequenceEqual(other.StandIns);
}
