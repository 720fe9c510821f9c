using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Glossaries;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Caching;

/// <summary>
/// Names answers by everything that they depend on: the program and processor, the version's content, the options, the text, and by default
/// the caller. A name is a keyed hash (HMAC-SHA256), so that a store cannot be searched for a text.
/// </summary>
internal sealed class AnswerKeys
{
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly byte[] _secret;
    private readonly bool _isShared;
    private readonly byte[] _process;

    public AnswerKeys(CacheOptions options, InferenceOptions inference)
    {
        _secret = options.Secret is { } secret ? Encoding.UTF8.GetBytes(secret) : RandomNumberGenerator.GetBytes(32);
        _isShared = options.Shared;

        // Replicas that share answers may differ in these, and answers would differ with them.
        _process = JsonSerializer.SerializeToUtf8Bytes(
            new { Environment = RunEnvironment.On(ExecutionProviderProbe.Choose(inference.ExecutionProvider).Provider), inference },
            Json
        );
    }

    /// <summary>Returns the names of the answers to a request's texts.</summary>
    /// <param name="loan">The version that answers.</param>
    /// <param name="request">The request.</param>
    /// <param name="withoutTexts">The same request without texts.</param>
    /// <param name="pairs">The second text of each pair.</param>
    public string[] Of(ModelLoan loan, InferenceRequest request, InferenceRequest withoutTexts, IReadOnlyList<string>? pairs)
    {
        var common = Common(loan, request.Caller, withoutTexts);
        return [.. request.Texts.Select((text, place) => Name(common, text, pairs?[place]))];
    }

    /// <summary>The hash of all that a request's texts have in common. Every option of the request is in it, whatever its type has.</summary>
    private byte[] Common(ModelLoan loan, RequestCaller? caller, InferenceRequest withoutTexts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var answering = loan.Answering;
        Append(_process);
        Append(
            JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    Caller = _isShared ? null : caller?.Name,
                    loan.Variant.Serving.Definition.Export?.ContentHash,
                    loan.Served.Int8Arithmetic,
                    loan.Served.StandIns,
                    loan.Served.Quality,
                    Answering = answering with
                    {
                        Glossary = Glossary.Empty,
                    },
                    Glossary = answering.Glossary.Hash,
                },
                Json
            )
        );
        var asked = withoutTexts with { Caller = null, Timeout = null, Model = null, Variant = null, Cache = default };
        Append(Encoding.UTF8.GetBytes(asked.GetType().Name));
        Append(JsonSerializer.SerializeToUtf8Bytes(asked, asked.GetType(), Json));
        return hash.GetHashAndReset();

        void Append(ReadOnlySpan<byte> part)
        {
            hash.AppendData(BitConverter.GetBytes(part.Length));
            hash.AppendData(part);
        }
    }

    private string Name(ReadOnlySpan<byte> common, string text, string? pair)
    {
        // UTF-16 as it is: a text with unpaired surrogates has no exact UTF-8.
        ReadOnlySpan<byte> first = MemoryMarshal.AsBytes(text.AsSpan()),
            second = MemoryMarshal.AsBytes(pair.AsSpan());
        var length = common.Length + sizeof(int) + first.Length + second.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var rest = buffer.AsSpan();
            common.CopyTo(rest);
            rest = rest[common.Length..];
            MemoryMarshal.Write(rest, pair is null ? -1 : first.Length);
            first.CopyTo(rest[sizeof(int)..]);
            second.CopyTo(rest[(sizeof(int) + first.Length)..]);
            Span<byte> name = stackalloc byte[HMACSHA256.HashSizeInBytes];
            HMACSHA256.HashData(_secret, buffer.AsSpan(0, length), name);
            return Convert.ToBase64String(name);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}
