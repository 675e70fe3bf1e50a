-- SPDX-FileCopyrightText: The Twobus authors
-- SPDX-License-Identifier: MIT OR Apache-2.0
--
-- Opens the session, prints where the knobs stand and how late the plugin is, saves it again.
-- With "automate" the gain falls from +9 dB to -24 dB in the middle of the song.
-- usage: reopen.lua FOLDER [automate SECONDS]

AudioEngine:set_backend("None (Dummy)", "", ""):set_sample_rate(48000)
local session = assert(load_session(arg[1], "proof"))
local track = session:route_by_name("Mix")
local processor = track:nth_plugin(0)
local insert = processor:to_plugininsert()
local plugin = insert:plugin(0)
print("latency", insert:signal_latency())
for index = 0, plugin:parameter_count() - 1 do
  local label = plugin:parameter_label(index)
  if label == "Gain" or label == "Ceiling" then
    print("knob", label, ARDOUR.LuaAPI.get_processor_param(processor, index))
  end
  if label == "Gain" and arg[2] == "automate" then
    local list = ARDOUR.LuaAPI.plugin_automation(processor, index)
    local fall = math.floor(tonumber(arg[3]) * 48000)
    list:add(Temporal.timepos_t(0), (9 + 24) / 60, false, true)
    list:add(Temporal.timepos_t(fall), (9 + 24) / 60, false, true)
    list:add(Temporal.timepos_t(fall + 480), 0, false, true)
    local knob = Evoral.Parameter(ARDOUR.AutomationType.PluginAutomation, 0, index)
    processor:to_automatable():automation_control(knob, false):set_automation_state(ARDOUR.AutoState.Play)
    print("points", list:size())
  end
end
session:save_state("", false, false, false, false, false)
close_session()
quit()
