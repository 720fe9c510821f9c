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
using TransformerService.Models.SelfChecks;

namespace TransformerService.Distillation.Tests.SelfChecks;

/// <summary>A copy of a committed student whose logits are moved: as another processor's would be, or farther.</summary>
internal sealed class PerturbedModel : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("perturbed-").FullName;
    private readonly string _name;
    private readonly string _student;

    public PerturbedModel(string name)
    {
        (_name, _student) = (name, Path.Combine(_root, name, "student"));
        Directory.CreateDirectory(_student);
        File.Copy(RepositoryRoot.Folder("models", name, "model.json"), Path.Combine(_root, name, "model.json"));
        foreach (string file in Directory.EnumerateFiles(RepositoryRoot.Folder("models", name, "student")))
        {
            File.Copy(file, Path.Combine(_student, Path.GetFileName(file)));
        }

        SelfCheck = SelfCheckJson.Read(_student) ?? throw new FileNotFoundException(SelfCheckFile.Name);
    }

    /// <summary>The golden sample; written with the copy's content hash when the model is loaded.</summary>
    public SelfCheckFile SelfCheck { get; set; }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <summary>Adds to every logit what <paramref name="shift"/> gives for its place.</summary>
    public void Move(Func<int, float> shift)
    {
        foreach (string path in Directory.EnumerateFiles(_student, "*.onnx"))
        {
            ModelProto model = OnnxFile.Read(path);
            if (model.Graph.Output.FirstOrDefault(output => output.Name == "logits") is not { } logits)
            {
                continue;
            }

            int width = (int)logits.Type.TensorType.Shape.Dim[^1].DimValue;
            foreach (NodeProto node in model.Graph.Node)
            {
                for (int index = 0; index < node.Output.Count; index++)
                {
                    node.Output[index] = node.Output[index] == "logits" ? "logits.exact" : node.Output[index];
                }
            }

            model.Graph.Initializer.Add(TensorProtos.Floats("logits.shift", [width], [.. Enumerable.Range(0, width).Select(shift)]));
            model.Graph.Node.Add(new NodeProto { OpType = "Add", Input = { "logits.exact", "logits.shift" }, Output = { "logits" } });
            OnnxFile.Write(path, model);
        }
    }

    /// <summary>Loads the model as the server does.</summary>
    public async Task<ModelInfo> LoadAsync(CancellationToken cancellationToken)
    {
        SelfCheckJson.Write(_student, SelfCheck with { ContentHash = ContentHash.OfFolder(_student) });
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("Models:Path", _root)]);
        builder.Services.AddTransformerInference(builder.Configuration);
        using IHost host = builder.Build();
        var catalog = host.Services.GetRequiredService<ModelCatalog>();
        await catalog.LoadAsync(cancellationToken);
        return catalog.Describe(_name);
    }
}
