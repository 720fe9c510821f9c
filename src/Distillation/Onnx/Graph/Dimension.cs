namespace TransformerService.Distillation.Onnx.Graph;

/// <summary>One dimension of an input or output: a fixed size, or the name of a free one.</summary>
internal readonly record struct Dimension
{
    private Dimension(string? name, long size)
    {
        Name = name;
        Size = size;
    }

    public string? Name { get; }

    public long Size { get; }

    public static implicit operator Dimension(string name) => new(name, 0);

    public static implicit operator Dimension(long size) => new(null, size);
}
