namespace TransformerService.Distillation.Onnx.Marian;

/// <summary>What a translation export says of itself beside its weights.</summary>
internal sealed record MarianExportOptions
{
    /// <summary>Beams of the search unless a request asks for another number; 1 is greedy.</summary>
    public int NumBeams { get; init; } = 1;

    /// <summary>The language translated from, as in <c>en</c>.</summary>
    public required string SourceLanguage { get; init; }

    /// <summary>The language translated to.</summary>
    public required string TargetLanguage { get; init; }

    /// <summary>The function inside the feed-forward networks.</summary>
    public FeedForwardActivation Activation { get; init; } = FeedForwardActivation.Relu;

    /// <summary>The dropout that the model was trained with; config.json states it.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>Id of the unknown piece.</summary>
    public int UnknownTokenId { get; init; } = 1;

    /// <summary>
    /// Whether the query, key and value of an attention that read the same rows are one product. Default false: in int8 the splitting
    /// costs what the larger product saves.
    /// </summary>
    public bool FuseProjections { get; init; }

    /// <summary>Which decoders are written.</summary>
    public DecoderFiles Decoders { get; init; } = DecoderFiles.Split;

    /// <summary>
    /// Whether the ONNX files share one file of weights, model.onnx_data, which keeps the embeddings and the decoder's layers once
    /// instead of once per file. Otherwise each ONNX file is whole.
    /// </summary>
    public bool SharedWeights { get; init; }
}
