using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TransformerService.Distillation.Onnx;
using TransformerService.Distillation.Onnx.Graph;
using TransformerService.Distillation.Onnx.Proto;
using TransformerService.Distillation.Tests.Onnx;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Hosting;
using TransformerService.Models.Catalog;
using TransformerService.Models.Exports;
using TransformerService.Models.Quality;
using TransformerService.Models.SelfChecks;

namespace TransformerService.Distillation.Tests.SelfChecks;

/// <summary>A copy of a committed student with changed graphs, loaded as the server loads it.</summary>
internal sealed class EditedStudent : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("perturbed-").FullName;
    private readonly string _name;
    private readonly string _student;

    public EditedStudent(string name)
    {
        (_name, _student) = (name, Path.Combine(_root, name, "student"));
        Directory.CreateDirectory(_student);
        File.Copy(RepositoryRoot.Folder("models", name, "model.json"), Path.Combine(_root, name, "model.json"));
        foreach (
            var file in Directory
                .EnumerateFiles(RepositoryRoot.Folder("models", name, "student"))
                .Where(file => Path.GetFileName(file) != QualityCalibration.Name) // it belongs to the content that is not edited
        )
        {
            File.Copy(file, Path.Combine(_student, Path.GetFileName(file)));
        }

        SelfCheck = SelfCheckJson.Read(_student) ?? throw new FileNotFoundException(SelfCheckFile.Name);
    }

    /// <summary>The golden sample; written with the copy's content hash when the model is loaded.</summary>
    public SelfCheckFile SelfCheck { get; set; }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <summary>Adds to every logit what <paramref name="shift"/> gives for its place.</summary>
    public void Move(Func<int, float> shift) =>
        Edit(
            "logits",
            (graph, output) =>
            {
                var width = (int)output.Type.TensorType.Shape.Dim[^1].DimValue;
                graph.Initializer.Add(TensorProtos.Floats("logits.shift", [width], [.. Enumerable.Range(0, width).Select(shift)]));
                return "logits.shift";
            }
        );

    /// <summary>
    /// Has the model fail at one token: the run fails where <paramref name="crashes"/>, otherwise the text's own logits become NaN. A
    /// translation
    /// model crashes at a token that its encoder reads, and gives NaN at one that its decoder reads.
    /// </summary>
    public void Poison(int token, bool crashes) =>
        Edit(
            _name == "en-fr" && crashes ? "last_hidden_state" : "logits",
            (graph, output) =>
            {
                graph.Initializer.Add(TensorProtos.Int64s("poison", [], [token]));
                graph.Initializer.Add(TensorProtos.Int64s("poison.far", [], [1_000_000]));
                graph.Initializer.Add(
                    TensorProtos.Int64s(
                        "poison.axes",
                        [output.Type.TensorType.Shape.Dim.Count - 1],
                        [.. Enumerable.Range(1, output.Type.TensorType.Shape.Dim.Count - 1).Select(axis => (long)axis)]
                    )
                );
                graph.Initializer.Add(TensorProtos.Int64s("poison.tokens", [1], [1]));
                graph.Initializer.Add(TensorProtos.Floats("poison.table", [1], [0]));
                graph.Initializer.Add(TensorProtos.Floats("poison.one", [], [1]));
                graph.Initializer.Add(TensorProtos.Floats("poison.zero", [], [0]));
                Add("Equal", "poison.equal", "input_ids", "poison");
                Add("Cast", "poison.flag", "poison.equal")
                    .Attribute.Add(
                        Attributes.Integer("to", (long)(crashes ? TensorProto.Types.DataType.Int64 : TensorProto.Types.DataType.Float))
                    );
                if (crashes)
                {
                    Add("Mul", "poison.index", "poison.flag", "poison.far");
                    Add("Gather", "poison.values", "poison.table", "poison.index");
                }
                else
                {
                    Add("Sub", "poison.left", "poison.one", "poison.flag");
                    Add("Div", "poison.values", "poison.zero", "poison.left");
                }

                Add("ReduceSum", "poison.sum", "poison.values", "poison.tokens");
                graph.Node[^1].Attribute.Add(Attributes.Integer("keepdims", 0));
                Add("Unsqueeze", "poison.shift", "poison.sum", "poison.axes");
                return "poison.shift";

                NodeProto Add(string operation, string result, params string[] inputs)
                {
                    var node = new NodeProto
                    {
                        OpType = operation,
                        Name = result,
                        Output = { result },
                    };
                    node.Input.AddRange(inputs);
                    graph.Node.Add(node);
                    return node;
                }
            }
        );

    /// <summary>The server's services over the model, loaded.</summary>
    public async Task<IHost> StartAsync(CancellationToken cancellationToken)
    {
        SelfCheckJson.Write(_student, SelfCheck with { ContentHash = ContentHash.OfFolder(_student) });
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("Models:Path", _root)]);
        builder.Services.AddTransformerInference(builder.Configuration);
        var host = builder.Build();
        await host.Services.GetRequiredService<ModelCatalog>().LoadAsync(cancellationToken);
        return host;
    }

    /// <summary>Loads the model as the server does.</summary>
    public async Task<ModelInfo> LoadAsync(CancellationToken cancellationToken)
    {
        using var host = await StartAsync(cancellationToken);
        return host.Services.GetRequiredService<ModelCatalog>().Describe(_name);
    }

    /// <summary>Adds to an output, in each file that has it, a value that <paramref name="shift"/> puts into the graph and names.</summary>
    private void Edit(string name, Func<GraphProto, ValueInfoProto, string> shift)
    {
        foreach (var path in Directory.EnumerateFiles(_student, "*.onnx"))
        {
            var model = OnnxFile.Read(path);
            if (model.Graph.Output.FirstOrDefault(output => output.Name == name) is not { } output)
            {
                continue;
            }

            foreach (var node in model.Graph.Node)
            {
                for (var index = 0; index < node.Output.Count; index++)
                {
                    node.Output[index] = node.Output[index] == name ? $"{name}.exact" : node.Output[index];
                }

                for (var index = 0; index < node.Input.Count; index++)
                {
                    node.Input[index] = node.Input[index] == name ? $"{name}.exact" : node.Input[index];
                }
            }

            var added = shift(model.Graph, output);
            model.Graph.Node.Add(
                new NodeProto
                {
                    OpType = "Add",
                    Input = { $"{name}.exact", added },
                    Output = { name },
                }
            );
            OnnxFile.Write(path, model);
        }
    }
}
