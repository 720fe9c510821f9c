namespace TransformerService.Api.Compatibility.OpenInference;

/// <summary>A request for inference, however it came.</summary>
/// <param name="Id">The caller's id of it, which comes back with the answer; empty without one.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Inputs">Its tensors.</param>
/// <param name="Outputs">The outputs that are asked for; all of them if it is empty.</param>
internal sealed record InferCall(
    string Id,
    InferParameters Parameters,
    IReadOnlyList<InputTensor> Inputs,
    IReadOnlyList<OutputRequest> Outputs
)
{
    /// <summary>Whether outputs are sent in binary, unless one says otherwise.</summary>
    public bool IsBinary { get; init; }
}

/// <summary>A tensor of texts that was sent.</summary>
/// <param name="Name">Its name; <see langword="null"/> for a body without JSON, which is the model's only required input.</param>
/// <param name="Shape">Its shape, <c>[n]</c> or <c>[n, 1]</c>.</param>
/// <param name="Texts">Its n elements.</param>
internal sealed record InputTensor(string? Name, IReadOnlyList<long> Shape, IReadOnlyList<string> Texts);

/// <summary>An output that is asked for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsBinary">Whether it is sent in binary; <see langword="null"/> for <see cref="InferCall.IsBinary"/>.</param>
internal sealed record OutputRequest(string Name, bool? IsBinary);

/// <summary>The answer to an <see cref="InferCall"/>.</summary>
/// <param name="Model">The model that answered.</param>
/// <param name="Version">The version that answered.</param>
/// <param name="Id">The request's id.</param>
/// <param name="Outputs">The outputs that were asked for, in that order.</param>
internal sealed record InferAnswer(string Model, string Version, string Id, IReadOnlyList<OutputTensor> Outputs);

/// <summary>A tensor of an answer: of texts, or of numbers.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its shape.</param>
internal sealed record OutputTensor(string Name, IReadOnlyList<long> Shape)
{
    /// <summary>The elements of a tensor of texts.</summary>
    public IReadOnlyList<string>? Texts { get; init; }

    /// <summary>The elements of a tensor of numbers, in pieces.</summary>
    public IReadOnlyList<float[]> Numbers { get; init; } = [];

    public string Datatype => Texts is null ? TensorInfo.Float32 : TensorInfo.Bytes;
}
