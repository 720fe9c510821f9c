using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace TransformerService.Inference.Configuration;

/// <summary>Configuration section <c>Inference</c>: what runs the models, with how many threads, and what one request may ask.</summary>
public sealed class InferenceOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Inference";

    /// <summary>The largest <see cref="MaxTextsPerRequest"/>: more texts than these are not read.</summary>
    public const int LargestMaxTextsPerRequest = 100_000;

    /// <summary>
    /// What runs the models: <c>Auto</c> (CUDA if this build and machine have it, otherwise the CPU), <c>Cpu</c> or <c>Cuda</c> (the server
    /// does not start without it). Default Auto.
    /// </summary>
    public ExecutionProviderChoice ExecutionProvider { get; set; } = ExecutionProviderChoice.Auto;

    /// <summary>
    /// Whether int8 exports whose integer products would saturate on this processor (x64 without VNNI) run in ONNX Runtime's exact mode.
    /// Default true. On such a processor, false is about 12 % faster, and answers differ from those on other processors.
    /// </summary>
    public bool ExactInt8 { get; set; } = true;

    /// <summary>
    /// Threads inside one run of a model, 1 to 256. Default 1: for small models, several runs of one thread are faster than one run of
    /// many.
    /// </summary>
    [Range(1, 256)]
    public int IntraOpThreads { get; set; } = 1;

    /// <summary>Runs at the same time, over all models, 0 to 256. Default 0: cores / <see cref="IntraOpThreads"/>, or fewer
    /// if there is not 128 MiB of memory for each.</summary>
    [Range(0, 256)]
    public int ConcurrentRuns { get; set; }

    /// <summary>How long a request may take before it is answered with timedOut, 1 ms to 1 h. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Requests in work, waiting, or being sent their answers, over all models, 1 to 1,000,000. Default 512. More are refused with
    /// overloaded. Shared among callers: one has at most three quarters of it, and one of its connections about three quarters of that.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxConcurrentRequests { get; set; } = 512;

    /// <summary>Texts in one request, 1 to 100,000. Default 1,000. More are refused with inputTooLarge.</summary>
    [Range(1, LargestMaxTextsPerRequest)]
    public int MaxTextsPerRequest { get; set; } = 1_000;

    /// <summary>
    /// Characters (UTF-16 units) in one request, over all its texts, 1 to 100,000,000. Default 500,000. More are refused with
    /// inputTooLarge.
    /// </summary>
    [Range(1, 100_000_000)]
    public int MaxCharactersPerRequest { get; set; } = 500_000;

    /// <summary>The largest maxNewTokens for a model whose own files set no limit, 1 to 100,000. Default 512.</summary>
    [Range(1, 100_000)]
    public int MaxNewTokens { get; set; } = 512;

    /// <summary>
    /// Rows in one request (texts, or sentences of long ones), 1 to 10,000,000. Default 8,192. More are refused with inputTooLarge.
    /// </summary>
    [Range(1, 10_000_000)]
    public int MaxRowsPerRequest { get; set; } = 8_192;

    /// <summary>
    /// Work of one request: rows × beams × tokens (read and expected to be written), 1 to 1,000,000,000,000. Default 1,048,576. More is
    /// refused with inputTooLarge.
    /// </summary>
    [Range(1L, 1_000_000_000_000L)]
    public long MaxTokensPerRequest { get; set; } = 1_048_576;

    /// <summary>
    /// The language through which a pair is translated that no model has, for example <c>en</c>: one model translates into it and another
    /// from it, and the request is charged for both. Default none: such a pair is refused.
    /// </summary>
    [RegularExpression("^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,4}){0,2}$")]
    public string? PivotLanguage { get; set; }

    /// <summary>
    /// Characters (UTF-16 units) of all requests in work, 1 to 1,000,000,000,000. Default: 16 × <see cref="MaxCharactersPerRequest"/>. More
    /// are refused with overloaded. Shared among callers: one has at most three quarters of it, its large requests half.
    /// </summary>
    [Range(1L, 1_000_000_000_000L)]
    public long? MaxConcurrentCharacters { get; set; }

    /// <summary>
    /// Bytes of all answers that are not sent yet, estimated before the work begins, 64 KiB to 1 TiB. Default: an eighth of .NET's heap
    /// limit. More are refused with overloaded. Shared among callers as <see cref="MaxConcurrentCharacters"/> is.
    /// </summary>
    [Range(65_536L, 1_099_511_627_776L)]
    public long? MaxConcurrentAnswerBytes { get; set; }

    /// <summary>
    /// Memory that the process may take, in bytes, 0 to 1 PiB. Default 0: the limit of the container (control group), otherwise the
    /// machine's memory. Models that do not fit are refused, and batches are formed within it.
    /// </summary>
    [Range(0, 1L << 50)]
    public long MemoryLimit { get; set; }
}

/// <summary>Checks the ranges of <see cref="InferenceOptions"/>; the code is generated from their attributes.</summary>
[OptionsValidator]
internal sealed partial class InferenceOptionsValidator : IValidateOptions<InferenceOptions>;

/// <summary>The execution provider of the models.</summary>
public enum ExecutionProviderChoice
{
    /// <summary>CUDA if this build and this machine have it, otherwise the CPU.</summary>
    Auto,

    /// <summary>The CPU.</summary>
    Cpu,

    /// <summary>CUDA; the service does not start without it.</summary>
    Cuda,
}
