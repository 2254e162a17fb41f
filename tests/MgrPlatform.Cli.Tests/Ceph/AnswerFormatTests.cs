using System.Text.Json;
using MgrPlatform.CephTool.Answers;

namespace MgrPlatform.Cli.Tests.Ceph;

public sealed class AnswerFormatTests
{
    [Fact]
    public void Yaml_keeps_text_apart_from_numbers_booleans_and_null()
    {
        const string Answer = """
            {"pools": [{"name": "rbd", "size": 3, "ratio": 0.5, "off": "off", "text": "3", "none": null, "yes": true}], "empty": [], "nothing": {},
             "lines": "one\ntwo", "blank": "", "url": "http://a/: b # c", "date": "2026-11-23"}
            """;

        Assert.Equal(
            """
            pools:
            - name: rbd
              size: 3
              ratio: 0.5
              "off": "off"
              text: "3"
              none: null
              "yes": true
            empty: []
            nothing: {}
            lines: |-
              one
              two
            blank: ""
            url: 'http://a/: b # c'
            date: "2026-11-23"

            """,
            Render("yaml", Answer));
    }

    [Fact]
    public void A_template_walks_the_answer_and_escapes_nothing()
    {
        var printed = Render(
            "template={{#each pools}}{{pool_name}}={{size}}{{#if full}} full{{/if}} {{/each}}{{note}}",
            """{"pools": [{"pool_name": "a", "size": 3, "full": false}, {"pool_name": "b<b>", "size": 18446744073709551615, "full": true}], "note": "x & y"}""");

        Assert.Equal("a=3 b<b>=18446744073709551615 full x & y", printed);
    }

    [Fact]
    public void A_template_may_walk_an_answer_that_is_a_list()
    {
        Assert.Equal("1.5,true,", Render("template={{#each this}}{{this}},{{/each}}", "[1.5, true]"));
    }

    [Fact]
    public void A_template_may_stand_in_a_file()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("mgrp-").FullName, "t.hbs");
        File.WriteAllText(path, "{{status}}!");

        Assert.Equal("HEALTH_OK!", Render($"template=@{path}", """{"status": "HEALTH_OK"}"""));
    }

    [Fact]
    public void A_broken_template_and_a_missing_file_are_one_line_errors()
    {
        var broken = Assert.Throws<CommandLineException>(() => Render("template={{#each pools}}", "{}"));
        var missing = Assert.Throws<CommandLineException>(() => AnswerFormat.Parse("template=@/no/such/file", TemplateAnswer.Render));

        Assert.DoesNotContain('\n', broken.Message);
        Assert.Contains("/no/such/file", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_format_names_the_known_ones()
    {
        var error = Assert.Throws<CommandLineException>(() => AnswerFormat.Parse("toml", TemplateAnswer.Render));

        Assert.Contains("json-pretty", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("plain", "plain")]
    [InlineData("json-pretty", "json-pretty")]
    [InlineData("yaml", "json")]
    [InlineData("template={{x}}", "json")]
    public void The_cluster_is_asked_for_json_where_we_render(string? option, string? requested)
    {
        Assert.Equal(requested, AnswerFormat.Parse(option, TemplateAnswer.Render).Requested);
    }

    private static string Render(string option, string answer)
    {
        var format = AnswerFormat.Parse(option, TemplateAnswer.Render);
        var json = JsonDocument.Parse(answer).RootElement;
        return format.Rendering == AnswerRendering.Yaml ? YamlAnswer.Render(json) : TemplateAnswer.Render(format.Template, json);
    }
}
