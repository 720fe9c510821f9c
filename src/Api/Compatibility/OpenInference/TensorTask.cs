using TransformerService.Api.Access;
using TransformerService.Inference;
using TransformerService.Inference.Admission;
using TransformerService.Models;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Compatibility.OpenInference;

/// <summary>How models of a task are called with tensors.</summary>
internal abstract class TensorTask
{
    /// <summary>What a request sends.</summary>
    public required IReadOnlyList<TensorInfo> Inputs { get; init; }

    /// <summary>What comes back, if the request does not choose.</summary>
    public required Func<ModelInfo, IReadOnlyList<TensorInfo>> Outputs { get; init; }

    /// <summary>Whether the first dimension is that of the request's texts in all tensors.</summary>
    public bool IsBatched { get; init; } = true;

    /// <summary>Answers a request.</summary>
    /// <param name="call">The request.</param>
    /// <param name="model">The model.</param>
    /// <param name="variant">The variant that is asked for; <see langword="null"/> for the default.</param>
    /// <param name="asker">Who asks the pipeline.</param>
    /// <exception cref="InferenceException">Thrown for every expected failure.</exception>
    public abstract Task<InferAnswer> AnswerAsync(InferCall call, ModelInfo model, VariantRole? variant, PipelineAsker asker);
}

/// <summary>Asks the pipeline in the name of a caller.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Http">The call.</param>
/// <param name="Hold">Holds the request's admission until its answer is sent.</param>
/// <param name="TimeLimit">How long the answer may take, by a header or a deadline.</param>
/// <param name="CancellationToken">Cancels it.</param>
internal sealed record PipelineAsker(
    InferencePipeline Pipeline,
    HttpContext Http,
    RequestHold Hold,
    TimeSpan? TimeLimit,
    CancellationToken CancellationToken
)
{
    /// <summary>Asks within the shorter one of two time limits.</summary>
    public Task<TAnswer> AskAsync<TRequest, TAnswer>(TRequest request, TimeSpan? timeLimit)
        where TRequest : InferenceRequest
        where TAnswer : InferenceAnswer
    {
        var shorter = TimeLimit is null || timeLimit < TimeLimit ? timeLimit ?? TimeLimit : TimeLimit;
        return Pipeline.AskAsync<TRequest, TAnswer>(request.From(Http, shorter), Hold, CancellationToken);
    }
}

/// <summary>How models of a task are called with tensors.</summary>
/// <param name="toRequest">Makes the pipeline's request.</param>
/// <param name="toOutputs">Makes all outputs; the first input has the shape that the request gave it.</param>
internal sealed class TensorTask<TRequest, TAnswer>(
    Func<TaskInputs, InferParameters, TRequest> toRequest,
    Func<IReadOnlyList<long>, TAnswer, IEnumerable<OutputTensor>> toOutputs
) : TensorTask
    where TRequest : InferenceRequest
    where TAnswer : InferenceAnswer
{
    public override async Task<InferAnswer> AnswerAsync(InferCall call, ModelInfo model, VariantRole? variant, PipelineAsker asker)
    {
        var inputs = TaskInputs.Read(call.Inputs, Inputs);
        string[] names = [.. Outputs(model).Select(static output => output.Name)];
        if (call.Outputs.Any(output => !names.Contains(output.Name)))
        {
            throw InferenceException.Invalid($"An output that is asked for does not exist; the model has {string.Join(", ", names)}.");
        }

        var request = (InferenceRequest)toRequest(inputs, call.Parameters) with { Model = model.Name, Variant = variant };
        var answer = await asker.AskAsync<TRequest, TAnswer>((TRequest)request, call.Parameters.TimeLimit);
        OutputTensor[] all = [.. toOutputs(inputs.TextShape, answer)];
        return new InferAnswer(
            answer.Model,
            answer.Version,
            call.Id,
            call.Outputs.Count == 0 ? all : [.. call.Outputs.Select(output => all.First(tensor => tensor.Name == output.Name))]
        );
    }
}

/// <summary>The texts of a request's inputs.</summary>
internal sealed class TaskInputs
{
    /// <summary>The input whose shape answers have.</summary>
    public const string Text = "text";

    private readonly Dictionary<string, InputTensor> _tensors = new(StringComparer.Ordinal);

    private TaskInputs() { }

    /// <summary>The shape of the texts.</summary>
    public IReadOnlyList<long> TextShape => _tensors[Text].Shape;

    /// <summary>An input that every request has.</summary>
    public IReadOnlyList<string> this[string name] => _tensors[name].Texts;

    /// <summary>An input that a request may leave out.</summary>
    public IReadOnlyList<string>? Optional(string name) => _tensors.GetValueOrDefault(name)?.Texts;

    /// <summary>Matches what was sent with what a task takes.</summary>
    /// <exception cref="InferenceException">An input is missing, sent twice or unknown.</exception>
    public static TaskInputs Read(IReadOnlyList<InputTensor> sent, IReadOnlyList<TensorInfo> known)
    {
        var inputs = new TaskInputs();
        string[] required = [.. known.Where(static input => !input.IsOptional).Select(static input => input.Name)];
        foreach (var (index, tensor) in sent.Index())
        {
            var name =
                tensor.Name
                ?? (
                    required is [var only]
                        ? only
                        : throw InferenceException.Invalid(
                            $"The model needs the inputs {string.Join(", ", required)}: name them in JSON, and give its length in {InferRequestReader.HeaderLength}."
                        )
                );
            if (!known.Any(input => input.Name == name))
            {
                throw InferenceException.Invalid(
                    $"inputs[{index}] has an unknown name; the model's inputs are {string.Join(", ", known.Select(static input => input.Name))}."
                );
            }

            if (!inputs._tensors.TryAdd(name, tensor))
            {
                throw InferenceException.Invalid($"The input '{name}' must be sent once.");
            }
        }

        return required.FirstOrDefault(name => !inputs._tensors.ContainsKey(name)) is { } missing
            ? throw InferenceException.Invalid($"The input '{missing}' is missing.")
            : inputs;
    }
}
